/** Reading a scenario named on the command line. */
import * as fs from 'node:fs';
import { open } from 'node:fs/promises';
import type { Scenario } from '../../../shared/contract/scenario.ts';
import { parseScenario } from '../../../shared/scenario/parse-scenario.ts';
import { CliError, describeFileError } from '../cli-error.ts';

/** Bytes after which a file is certainly no scenario: the text may have 4 Mi units. */
const MOST_BYTES = 12 * 1024 * 1024;
const PIECE = 1 << 16;

/** Throws `CliError` with the file, the line and the column of the first mistake. "-" is standard input. */
export const readScenarioFile = async (name: string): Promise<Scenario> => {
  const text = textOf(name, await bytesOf(name));
  const { scenario, problems } = parseScenario(text);
  if (scenario) return scenario;
  const { line, column, message } = problems[0]!;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const log = /^\s*[{[]/.test(text) || text.trim() === '' ? '' : '; of a log, "lockstep replay --scenario" makes one';
  throw new CliError(`${name}:${line}:${column}: ${message}${more}${log}`);
};

/** The beginning of a file, or what has arrived of standard input, which can still be read in full afterwards. */
export const beginningOf = async (name: string): Promise<string> => {
  if (name === '-') {
    const first = await new Promise<Buffer | null>((resolve, reject) => {
      process.stdin.once('readable', () => resolve(process.stdin.read() as Buffer | null));
      process.stdin.once('error', reject);
    });
    if (first !== null) process.stdin.unshift(first);
    return first?.subarray(0, PIECE).toString('utf8') ?? '';
  }
  if (!fs.existsSync(name) || !fs.statSync(name).isFile()) return '';
  const handle = await open(name, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
};

/** All bytes, or too many of them: /dev/zero has no end. */
const bytesOf = async (name: string): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const source = name === '-' ? process.stdin : fs.createReadStream(name, { highWaterMark: PIECE });
    for await (const piece of source) {
      pieces.push(piece as Buffer);
      length += (piece as Buffer).length;
      if (length > MOST_BYTES) throw new CliError(`${name}:1:1: longer than ${MOST_BYTES} bytes: not a scenario`);
    }
  } catch (error) {
    throw new CliError(describeFileError(name, error).replace('expected a log file', 'expected a scenario file'));
  }
  return Buffer.concat(pieces);
};

const textOf = (name: string, bytes: Buffer): string => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  // Which line is it? A newline is never a part of another character.
  let from = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(10, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    try {
      decoder.decode(part);
    } catch {
      const good = part.toString('utf8');
      throw new CliError(`${name}:${line}:${good.indexOf('\ufffd') + 1}: expected UTF-8 text`);
    }
    from = end + 1;
  }
};
