/**
 * The thread that tries the patterns of triggers on every live console. It may be ended at any moment, as a pattern can
 * take for ever: patterns.ts hears of every piece, and knows which pattern was being tried.
 */
import * as fs from 'node:fs/promises';
import * as v8 from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { tryPatterns, type Tried } from './pattern-lines.ts';
import type { FromPatternThread, Pattern, PatternTask, ToPatternThread } from './pattern-messages.ts';

/** Bytes between two signs of life, and of one capture before the next has its turn. */
const PIECE = 256 * 1024;
/** A line without end is tried as it stands after so many milliseconds: a prompt. */
const TAIL_AFTER = 200;
const NEWLINE = 0x0a;

// V8 goes on with its linear-time engine where backtracking explodes, as far as the pattern allows that.
v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

interface Watched {
  readonly name: string;
  readonly file: string;
  handle?: fs.FileHandle;
  known: number;
  /** Start of the first line that was not looked at. */
  done: number;
  /** Newlines before it. */
  lines: number;
  /** Triggers told of the line at `done` while it was not over. */
  told: ReadonlySet<string>;
  tail?: NodeJS.Timeout | undefined;
}

const port = parentPort!;
const trying = new Int32Array((workerData as PatternTask).trying);
const say = (message: FromPatternThread): void => port.postMessage(message);
const captures = new Map<string, Watched>();
let patterns: readonly (Pattern & Tried)[] = [];
let isBusy = false;
/** Something grew while the others were looked at. */
let hasNews = false;

const patternsFor = (name: string): readonly (Tried & { readonly index: number })[] =>
  patterns
    .map((pattern, index) => ({ ...pattern, index }))
    .filter(({ consoles }) => consoles === undefined || consoles.includes(name));

async function read(capture: Watched, length: number): Promise<Buffer> {
  capture.handle ??= await fs.open(capture.file, 'r');
  const { buffer, bytesRead } = await capture.handle.read(Buffer.allocUnsafe(length), 0, length, capture.done);
  return buffer.subarray(0, bytesRead);
}

function tell(id: string, capture: Watched, piece: Buffer): number {
  const wanted = patternsFor(capture.name);
  const onTry = (index: number): void => void Atomics.store(trying, 0, wanted[index]!.index + 1);
  const { printed, lines } = tryPatterns(piece, capture.done, capture.lines, wanted, onTry);
  Atomics.store(trying, 0, 0);
  const news = printed.filter(({ trigger, offset }) => offset !== capture.done || !capture.told.has(trigger));
  if (news.length > 0) say({ type: 'printed', id, printed: news });
  return lines;
}

/** @returns whether something was looked at */
async function look(id: string, capture: Watched): Promise<boolean> {
  const length = Math.min(PIECE, capture.known - capture.done);
  if (length <= 0) return false;
  const bytes = await read(capture, length);
  const newline = bytes.lastIndexOf(NEWLINE);
  // A line longer than a piece is tried in parts; another one waits for its end.
  const end = newline >= 0 ? newline + 1 : bytes.length === PIECE ? PIECE : 0;
  if (end === 0) {
    clearTimeout(capture.tail);
    capture.tail = setTimeout(() => tryTail(id, capture, bytes), TAIL_AFTER);
    return false;
  }
  const lines = tell(id, capture, bytes.subarray(0, end));
  capture.done += end;
  capture.lines += lines;
  capture.told = new Set();
  return true;
}

function tryTail(id: string, capture: Watched, tail: Buffer): void {
  if (captures.get(id) !== capture || tail.length === 0) return;
  const told = new Set(capture.told);
  const wanted = patternsFor(capture.name);
  const onTry = (index: number): void => void Atomics.store(trying, 0, wanted[index]!.index + 1);
  const { printed } = tryPatterns(tail, capture.done, capture.lines, wanted, onTry);
  Atomics.store(trying, 0, 0);
  const news = printed.filter(({ trigger }) => !told.has(trigger));
  capture.told = new Set([...told, ...printed.map(({ trigger }) => trigger)]);
  if (news.length > 0) say({ type: 'printed', id, printed: news });
}

/** A piece of each capture in turn, until all are looked through. */
async function run(): Promise<void> {
  hasNews = true;
  if (isBusy) return;
  isBusy = true;
  for (let isMore = true; isMore || hasNews;) {
    isMore = hasNews = false;
    for (const [id, capture] of captures) {
      const looked = await look(id, capture);
      isMore ||= looked;
      if (looked) say({ type: 'looked', id, done: capture.done, lines: capture.lines, isIdle: false });
    }
  }
  isBusy = false;
  say({ type: 'looked', id: '', done: 0, lines: 0, isIdle: true });
}

port.on('message', (message: ToPatternThread) => {
  switch (message.type) {
    case 'patterns':
      patterns = message.patterns.map((pattern) => ({ ...pattern, pattern: new RegExp(pattern.source) }));
      return;
    case 'watch': {
      const { id, name, file, from, lines } = message;
      captures.set(id, { name, file, known: from, done: from, lines, told: new Set() });
      return;
    }
    case 'grew': {
      const capture = captures.get(message.id);
      if (capture === undefined) return;
      capture.known = message.bytes;
      clearTimeout(capture.tail);
      // What is thrown ends the thread and is told by its 'error' event.
      void run();
      return;
    }
    case 'forget': {
      const capture = captures.get(message.id);
      captures.delete(message.id);
      clearTimeout(capture?.tail);
      void capture?.handle?.close();
    }
  }
});
