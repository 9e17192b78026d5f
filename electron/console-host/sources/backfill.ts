/**
 * The time before we attached, from QEMU's `logfile=`. That file and the socket overlap by an unknown number of bytes (and
 * the file repeats bytes under back-pressure), so the seam is found by lines, not by offsets: the first lines that came
 * live are looked for in the file, from its end, and everything before them is delivered first.
 */
import * as fs from 'node:fs/promises';
import { systemProblem } from '../../node/problem.ts';
import type { SourceSink } from './source.ts';

export interface Backfill {
  /** Bytes that came live; they are held until the file is read. */
  live(bytes: Uint8Array): void;
  /** Deliver what is held now. */
  finish(): void;
}

/** How long live bytes are held for a first whole line, in milliseconds. */
const HOLD = 60;
/** Live bytes whose lines are looked for in the file. */
const NEEDLE = 4096;
/** A longer file is read from its end. */
const MOST = 256 * 1024 * 1024;
const NEWLINE = 0x0a;

/** @param onDone the rest may go to the sink directly */
export function backfill(logfile: string, sink: SourceSink, onDone: () => void): Backfill {
  const held: Uint8Array[] = [];
  let over = false;
  let reading = false;

  const release = (before: Uint8Array, gap?: string): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    if (before.length > 0) sink.bytes(before);
    if (gap !== undefined) sink.gap(gap);
    for (const bytes of held) sink.bytes(bytes);
    onDone();
  };

  const read = (): void => {
    if (over || reading) return;
    reading = true;
    clearTimeout(timer);
    readEnd(logfile).then(
      (log) => {
        const { end, isExact } = seam(log, Buffer.concat(held));
        release(
          log.subarray(0, end),
          isExact ? undefined : `${logfile} was read up to here; the next lines may be in it too`,
        );
      },
      (error: unknown) => {
        if (!(error instanceof Error)) throw error;
        sink.notice(`Nothing from before: ${systemProblem(error, logfile).message}`);
        release(new Uint8Array(0));
      },
    );
  };

  const timer = setTimeout(read, HOLD);
  return {
    live(bytes) {
      held.push(bytes);
      if (held.reduce((sum, { length }) => sum + length, 0) >= NEEDLE) read();
    },
    finish: () => release(new Uint8Array(0)),
  };
}

async function readEnd(file: string): Promise<Buffer> {
  const handle = await fs.open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, MOST);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Where in `log` the live bytes begin.
 * @returns `end`: bytes of the log that come before them; not `isExact` when that is a guess
 */
export function seam(log: Buffer, live: Buffer): { readonly end: number; readonly isExact: boolean } {
  if (live.length === 0) return { end: log.length, isExact: true };
  const firstNewline = live.indexOf(NEWLINE);
  const lastNewline = live.subarray(0, NEEDLE).lastIndexOf(NEWLINE);
  // Whole lines only: the first one may have begun before, the last one may not be over.
  const needles = [live.subarray(firstNewline, lastNewline + 1), live.subarray(0, firstNewline + 1)];
  for (const needle of needles) {
    if (firstNewline < 0 || needle.toString('latin1').trim().length < 8) continue;
    const found = log.lastIndexOf(needle);
    if (found < 0) continue;
    const offset = needle === needles[0] ? firstNewline : 0;
    return { end: Math.max(0, found - offset), isExact: true };
  }
  // No whole line yet: the file may end with the beginning of what came live.
  for (let length = Math.min(live.length, log.length, NEEDLE); length > 0; length--) {
    if (log.subarray(log.length - length).equals(live.subarray(0, length))) {
      return { end: log.length - length, isExact: length >= 8 };
    }
  }
  return { end: log.length, isExact: false };
}
