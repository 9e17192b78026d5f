/**
 * The recordings on disk: which stay, which go. What a notebook links to and what the list holds never goes by itself, but for the parts
 * of a console that were continued.
 */
import * as fs from 'node:fs/promises';
import { nextPartOf } from '../../shared/console-log/parts.ts';
import type { CaptureLimits, CapturesOverview, Console, Problem } from '../../shared/contract/ipc.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import { captureFiles, isCaptureId, readFacts } from '../node/capture-format.ts';
import { captureLinks } from '../node/capture-links.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { beyondLimits, deleteCapture, rescueCopies, storedCaptures } from '../node/retention.ts';

/** How often captures are looked through for those that may go, in milliseconds. */
const PRUNE_EVERY = 300_000;

export interface CapturesOptions {
  /** Where the captures are. */
  readonly directory: string;
  /** Where the notebooks are; undefined when the user has none. */
  readonly notebooks: () => string | undefined;
  readonly limits: () => CaptureLimits;
  /** The consoles in the list, which hold the captures of their ids. */
  readonly consoles: () => readonly Pick<Console, 'id' | 'continues'>[];
  /** Take a console out of the list, as its capture goes. */
  readonly release: (id: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

interface Kept {
  /** Held by the list. */
  readonly open: ReadonlySet<string>;
  /** Of these, what stays whatever the limits: all but the earlier parts of recordings that went on. */
  readonly staying: ReadonlySet<string>;
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** Why nobody knows what is linked. */
  readonly held?: Problem;
}

export class Captures {
  readonly #options: CapturesOptions;
  /** Told once, not every five minutes. */
  #isHeldTold = false;

  constructor(options: CapturesOptions) {
    this.#options = options;
  }

  /** Take up what a crash left of logs that were being put back; before anything is recorded. */
  rescue(): Promise<void> {
    return rescueCopies(this.#options.directory);
  }

  /** From now on, now and then, delete what is beyond the user's limits. */
  start(): void {
    // Well after the start, when the list of the last session is back.
    setInterval(() => void this.prune().catch(this.#options.onError), PRUNE_EVERY).unref();
  }

  /** All captures, and which of them would go with these limits. */
  async list(limits: CaptureLimits): Promise<CapturesOverview> {
    const { directory } = this.#options;
    const [stored, kept, disk] = await Promise.all([
      storedCaptures(directory),
      this.#kept(),
      fs.statfs(directory).catch(() => undefined),
    ]);
    const going = new Set(kept.held === undefined ? beyondLimits(stored, idsOf(kept), limits) : []);
    const captures = await Promise.all(
      stored.toReversed().map(async ({ id, bytes, writtenAt }) => ({
        id,
        name: (await readFacts(id, captureFiles(directory, id).events)).name,
        bytes,
        writtenAt: epochMilliseconds(writtenAt),
        isOpen: kept.open.has(id),
        linkedFrom: [...(kept.links.get(id) ?? [])],
        goes: going.has(id),
      })),
    );
    return {
      directory,
      captures,
      ...(disk === undefined ? {} : { free: disk.bavail * disk.bsize }),
      ...(kept.held === undefined ? {} : { held: kept.held }),
    };
  }

  /** Delete one, as the user wishes. @throws ProblemError when a console in the list holds it */
  async delete(id: string): Promise<void> {
    const { directory } = this.#options;
    if (!isCaptureId(id)) throw new ProblemError({ code: 'no-capture', message: `There is no recording ${id}.` });
    if (this.#held().open.has(id)) {
      throw new ProblemError({
        code: 'capture-open',
        message: 'A console in the list holds this recording.',
        hint: 'Remove the console first.',
      });
    }
    await deleteCapture(directory, id);
  }

  /**
   * Delete what is beyond the limits.
   * @returns ids of those that went; none while it is not known what the notebooks link to
   */
  async prune(): Promise<readonly string[]> {
    const { directory, limits, onError } = this.#options;
    const { captureMaxBytes, captureMaxDays } = limits();
    if (captureMaxBytes === undefined && captureMaxDays === undefined) return [];
    const kept = await this.#kept();
    if (kept.held !== undefined) {
      if (!this.#isHeldTold) onError(new ProblemError(kept.held));
      this.#isHeldTold = true;
      return [];
    }
    this.#isHeldTold = false;
    const gone = beyondLimits(await storedCaptures(directory), idsOf(kept), { captureMaxBytes, captureMaxDays });
    // A console may have been opened meanwhile.
    const going = gone.filter((id) => !this.#held().staying.has(id));
    for (const id of going) {
      if (this.#held().open.has(id)) await this.#options.release(id);
      await deleteCapture(directory, id);
    }
    return going;
  }

  #held(): Pick<Kept, 'open' | 'staying'> {
    const consoles = this.#options.consoles();
    const staying = consoles.filter(({ id }) => nextPartOf(consoles, id) === undefined);
    return { open: new Set(consoles.map(({ id }) => id)), staying: new Set(staying.map(({ id }) => id)) };
  }

  async #kept(): Promise<Kept> {
    const held = this.#held();
    const folder = this.#options.notebooks();
    if (folder === undefined) return { ...held, links: new Map() };
    try {
      return { ...held, links: await captureLinks(folder) };
    } catch (error) {
      const { code, message } = problemOf(error);
      const problem = {
        code,
        message: `No recording is deleted: what the notebooks in ${folder} link to cannot be read (${message})`,
        hint: 'Choose the folder of your notebooks again in the settings.',
      };
      return { ...held, links: new Map(), held: problem };
    }
  }
}

const idsOf = ({ staying, links }: Kept): ReadonlySet<string> => new Set([...staying, ...links.keys()]);
