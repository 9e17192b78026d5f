/**
 * Written scenarios: the cases in resources/examples/cases, and `*.lockstep` files of the user. An id is `example:NAME`
 * or `file:PATH`; only files that were opened or saved here in this session are ever written.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ScenarioFile, ScenarioInfo } from '../../shared/contract/scenario-files.ts';
import { readNotes } from '../../shared/scenario/notes.ts';
import { ProblemError } from '../node/problem.ts';

export const SCENARIO_EXTENSION = '.lockstep';
const EXAMPLE = /^[a-z0-9][a-z0-9-]*$/;
/** Longest file that is read. */
const MAX_BYTES = 4 * 1024 * 1024;

export const isScenarioFile = (file: string): boolean => file.toLowerCase().endsWith(SCENARIO_EXTENSION);

export class Scenarios {
  readonly #directory: string;
  readonly #mayWrite = new Set<string>();

  /** @param directory of the cases that are shipped */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async examples(): Promise<ScenarioInfo[]> {
    const names = await fs.readdir(this.#directory).catch(() => []);
    const found = names.filter(isScenarioFile).map(async (name): Promise<ScenarioInfo> => {
      const { title, about } = readNotes(await fs.readFile(path.join(this.#directory, name), 'utf8'));
      const stem = path.basename(name, SCENARIO_EXTENSION);
      return { id: `example:${stem}`, title: title ?? stem, about: about[0] ?? '' };
    });
    return (await Promise.all(found)).sort((a, b) => a.title.localeCompare(b.title));
  }

  /** @throws ProblemError when there is no such scenario */
  async read(id: string): Promise<ScenarioFile> {
    const example = /^example:(.*)$/s.exec(id)?.[1];
    if (example !== undefined) {
      const file = path.join(this.#directory, example + SCENARIO_EXTENSION);
      const text = EXAMPLE.test(example) ? await fs.readFile(file, 'utf8').catch(() => undefined) : undefined;
      if (text === undefined) throw missing(`There is no example ${example}.`);
      return { id, name: example + SCENARIO_EXTENSION, text, isExample: true };
    }
    const file = pathOf(id);
    const text = await readScenario(file);
    this.#mayWrite.add(file);
    return { id, name: path.basename(file), text, isExample: false };
  }

  /**
   * @param base what the file is believed to hold; absent: whatever it holds is written over
   * @returns what the file holds when that is something else, by another program; nothing is written then
   * @throws ProblemError for a file that was neither read nor chosen in a dialog
   */
  async write(id: string, text: string, base?: string): Promise<string | undefined> {
    const file = pathOf(id);
    if (!this.#mayWrite.has(file))
      throw missing(`${file} was not opened here, so it is not written.`, 'Save it under a name of your choice.');
    if (base !== undefined) {
      const onDisk = await readIfThere(file);
      if (onDisk !== undefined && onDisk !== base && onDisk !== text) return onDisk;
    }
    const beside = `${file}.${process.pid}.new`;
    await fs.writeFile(beside, text);
    await fs.rename(beside, file);
    return undefined;
  }

  /** Save under a name that the user chose. @returns the id it now has */
  async saveAs(chosen: string, text: string): Promise<string> {
    const file = path.resolve(isScenarioFile(chosen) ? chosen : chosen + SCENARIO_EXTENSION);
    this.#mayWrite.add(file);
    await this.write(idOf(file), text);
    return idOf(file);
  }
}

export const idOf = (file: string): string => `file:${path.resolve(file)}`;

async function readScenario(file: string): Promise<string> {
  const { size } = await fs.stat(file);
  if (size > MAX_BYTES) throw missing(`${file} has ${size} bytes: that is no scenario.`);
  return fs.readFile(file, 'utf8');
}

/** Undefined for a file that is gone: then nobody's text is lost by writing it. */
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readScenario(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function pathOf(id: string): string {
  const file = /^file:(.*)$/s.exec(id)?.[1];
  if (file === undefined || !path.isAbsolute(file) || !isScenarioFile(file) || file.includes('\0'))
    throw missing('This is not a scenario file (*.lockstep).');
  return path.normalize(file);
}

const missing = (message: string, hint?: string): ProblemError =>
  new ProblemError({ code: 'no-scenario', message, ...(hint === undefined ? {} : { hint }) });
