/** The recorded consoles in resources/examples. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ExampleInfo } from '../../shared/contract/ipc.ts';
import { seconds } from '../../shared/contract/units.ts';
import { parsePlayback } from '../node/playback-format.ts';
import { ProblemError } from '../node/problem.ts';

const TIMING = '.timing.ndjson';
const ID = /^[a-z0-9][a-z0-9._-]*$/i;

export interface ExampleFiles {
  readonly title: string;
  readonly log: string;
  readonly timing: string;
}

/** All examples, by title. A folder that isn't there has none. */
export async function listExamples(directory: string): Promise<ExampleInfo[]> {
  const names = await fs.readdir(directory).catch(() => []);
  const ids = names.filter((name) => name.endsWith(TIMING)).map((name) => name.slice(0, -TIMING.length));
  const infos = await Promise.all(ids.map((id) => infoOf(directory, id)));
  return infos.sort((a, b) => a.title.localeCompare(b.title));
}

async function infoOf(directory: string, id: string): Promise<ExampleInfo> {
  const file = path.join(directory, id + TIMING);
  const { header, steps } = parsePlayback(await fs.readFile(file, 'utf8'), file);
  const { title, kernel, bytes } = header;
  return { id, title, kernel, bytes, duration: seconds((steps.at(-1)?.t ?? 0) - (steps[0]?.t ?? 0)) };
}

/** @throws ProblemError when there is no example of that id */
export async function findExample(directory: string, id: string): Promise<ExampleFiles> {
  const file = path.join(directory, id + TIMING);
  const text = ID.test(id) ? await fs.readFile(file, 'utf8').catch(() => undefined) : undefined;
  if (text === undefined) throw new ProblemError({ code: 'no-example', message: `There is no example ${id}.` });
  const { header } = parsePlayback(text, file);
  return { title: header.title, log: path.join(directory, `${id}.log`), timing: file };
}
