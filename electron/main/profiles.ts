/** Saved sources: attached again at start, and folders whose logs are consoles. The profiles themselves are settings. */
import * as path from 'node:path';
import type { AnySpec, AttachSpec, Console, Problem, Profile, Settings } from '../../shared/contract/ipc.ts';
import { problemOf } from '../node/problem.ts';
import { watchLogFolder, type LogFolder } from '../node/log-folder.ts';

export interface ProfilesOptions {
  readonly settings: () => Pick<Settings, 'profiles' | 'reopenProfiles'>;
  readonly consoles: () => readonly Console[];
  readonly open: (spec: AnySpec, name: string) => Promise<Console>;
  /** Something could not be reopened. */
  readonly onProblem: (problem: Problem) => void;
}

/** Attaching to these only reads what is on this machine; all others touch hardware, another machine, or run a program. */
const HARMLESS: ReadonlySet<AttachSpec['kind']> = new Set([
  'unix',
  'netconsole',
  'follow',
  'file',
  'example',
  'folder',
]);

const isOver = ({ state }: Console): boolean => state === 'ended' || state === 'failed';

export class Profiles {
  readonly #options: ProfilesOptions;
  readonly #folders = new Map<string, LogFolder>();
  #isReopened = false;

  constructor(options: ProfilesOptions) {
    this.#options = options;
  }

  /** Once a run: attach to what may be attached to without asking. @returns what is left to ask about */
  async reopen(): Promise<{ opened: string[]; ask: Profile[] }> {
    const { profiles = [], reopenProfiles = false } = this.#options.settings();
    // A page that is loaded again asks again.
    const isFirst = !this.#isReopened;
    this.#isReopened = true;
    if (!isFirst) return { opened: [], ask: [] };
    const wanted = profiles.filter(({ spec, atStart = reopenProfiles }) => atStart && !this.#isAttached(spec));
    const opened: string[] = [];
    for (const { name, spec } of wanted) {
      if (!HARMLESS.has(spec.kind)) continue;
      if (spec.kind !== 'folder') opened.push((await this.#options.open(spec, name)).id);
      // A folder that is away for now is no reason to leave out the rest.
      else opened.push(...(await this.openFolder(spec.path, true).catch((error: unknown) => this.#tell(error))));
    }
    return { opened, ask: wanted.filter(({ spec }) => !HARMLESS.has(spec.kind)) };
  }

  /**
   * Follow every log in a folder, those that appear later too.
   * @param mayBeAway a folder that cannot be read is told and waited for
   * @returns ids of the consoles for what is there now
   * @throws the system error when the folder cannot be read
   */
  async openFolder(folder: string, mayBeAway = false): Promise<string[]> {
    this.#folders.get(folder)?.close();
    const watched = await watchLogFolder(folder, {
      onFile: (file) => void this.#follow(folder, file).catch((error: unknown) => this.#tell(error)),
      onProblem: (problem) => this.#options.onProblem(problem),
      mayBeAway,
    });
    this.#folders.set(folder, watched);
    const ids: string[] = [];
    for (const file of watched.files) ids.push((await this.#follow(folder, file)).id);
    return ids;
  }

  async #follow(folder: string, file: string): Promise<Console> {
    const spec: AnySpec = { kind: 'follow', path: file };
    const known = this.#options.consoles().find((console) => !isOver(console) && same(console.spec, spec));
    return known ?? this.#options.open(spec, `${path.basename(folder)}/${path.relative(folder, file)}`);
  }

  #tell(error: unknown): string[] {
    this.#options.onProblem(problemOf(error));
    return [];
  }

  #isAttached(spec: AttachSpec): boolean {
    return this.#options.consoles().some((console) => !isOver(console) && same(console.spec, spec));
  }
}

const same = (one: AttachSpec, other: AttachSpec): boolean =>
  JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
const sorted = (value: object): [string, unknown][] =>
  Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
