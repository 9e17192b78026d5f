/**
 * Where functions are defined: a file of sorted lines `name TAB file number TAB line`, searched in memory as it is. A
 * whole kernel has 600,000 definitions in about 20 MB.
 */
import * as fs from 'node:fs/promises';
import { z } from 'zod';

const INDEX_SCHEMA = 'lockstep.code-index/2';

/** `<stamp>.json`, beside `<stamp>.tags`. */
const IndexHeader = z.object({
  schema: z.literal(INDEX_SCHEMA),
  root: z.string(),
  functions: z.number().int().nonnegative(),
  /** Paths in the tree; the numbers in the tags file count in this list. */
  files: z.array(z.string()),
});

export interface Definition {
  /** Path in the tree. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

const TAB = 0x09;
const NEWLINE = 0x0a;

export class FunctionIndex {
  readonly #tags: Buffer;
  readonly #files: readonly string[];
  readonly functions: number;

  /** @param tags lines sorted by byte value */
  constructor(tags: Buffer, files: readonly string[], functions: number) {
    this.#tags = tags;
    this.#files = files;
    this.functions = functions;
  }

  /** All definitions of a name. */
  lookup(name: string): readonly Definition[] {
    const found: Definition[] = [];
    if (/[\t\n]/.test(name) || name === '') return found;
    const wanted = Buffer.from(`${name}\t`);
    for (let at = this.#firstNotBefore(wanted); at < this.#tags.length;) {
      const end = this.#tags.indexOf(NEWLINE, at);
      const stop = end < 0 ? this.#tags.length : end;
      const line = this.#tags.subarray(at, stop);
      if (line.compare(wanted, 0, wanted.length, 0, Math.min(wanted.length, line.length)) !== 0) break;
      const [file, number] = line.toString('latin1', wanted.length).split('\t');
      const path = this.#files[Number(file)];
      if (path !== undefined) found.push({ file: path, line: Number(number) });
      at = stop + 1;
    }
    return found;
  }

  /** Start of the first line that isn't less than `wanted`. */
  #firstNotBefore(wanted: Buffer): number {
    const tags = this.#tags;
    let low = 0;
    let high = tags.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = middle === 0 ? 0 : tags.lastIndexOf(NEWLINE, middle - 1) + 1;
      const newline = tags.indexOf(NEWLINE, middle);
      const next = newline < 0 ? tags.length : newline + 1;
      const tab = tags.indexOf(TAB, start);
      const name = tags.subarray(start, tab < 0 ? next : tab + 1);
      if (name.compare(wanted) < 0) low = next;
      else high = start;
    }
    return low;
  }
}

/** @returns undefined when there is no such index, or one of another version */
export async function loadFunctionIndex(stem: string): Promise<FunctionIndex | undefined> {
  try {
    const [json, tags] = await Promise.all([fs.readFile(`${stem}.json`, 'utf8'), fs.readFile(`${stem}.tags`)]);
    const header = IndexHeader.safeParse(JSON.parse(json));
    return header.success ? new FunctionIndex(tags, header.data.files, header.data.functions) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Write the header; done last, so that an index without one is one that was never finished. */
export async function writeIndexHeader(
  stem: string,
  root: string,
  files: readonly string[],
  functions: number,
): Promise<void> {
  await fs.writeFile(`${stem}.json.tmp`, JSON.stringify({ schema: INDEX_SCHEMA, root, functions, files }));
  await fs.rename(`${stem}.json.tmp`, `${stem}.json`);
}
