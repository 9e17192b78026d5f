/**
 * The thread that looks at every line of a capture: does it pass the filter, does it repeat the lines before it. It may
 * be ended at any moment, as a regular expression can take for ever: view.ts hears of every piece and ends a thread that
 * has said nothing for too long.
 */
import * as fs from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { setUpRegexEngine } from '../search/regex-engine.ts';
import { linesOf, LineTests } from './line-tests.ts';
import { messageStart } from './message-start.ts';
import { RepeatFinder, type Found, type Item, type Run } from './repeat-finder.ts';
import type { FromViewThread, ToViewThread, ViewTask } from './view-messages.ts';

/** Bytes between two signs of life. A line longer than this is looked at in parts. */
const PIECE = 1024 * 1024;
/** Lines longer than this are never taken for repeats. */
const LONGEST_REPEAT = 64 * 1024;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

setUpRegexEngine();

const port = parentPort!;
const { file, lens, rule } = workerData as ViewTask;
const tests = new LineTests(lens, (index) => Atomics.store(rule, 0, index));
const finder = lens.collapses ? new RepeatFinder() : undefined;

let known = 0;
let ended = false;
/** Bytes looked at, up to a line's end or inside a line that is longer than a piece. */
let done = 0;
/** Lines that ended before `done`. */
let lines = 0;
/** What was found in the line that goes on at `done`; undefined between lines. */
let rest: number | undefined;
let isBusy = false;
let handle: fs.FileHandle | undefined;
/** Runs told of that stay. */
let runsTold = 0;
let guessed: readonly number[] = [];
/** Lines that nobody can take for equal get numbers of their own. */
let unique = 0;

function itemOf(line: number, piece: Buffer, start: number, next: number): Item {
  let end = next;
  if (end > start && piece[end - 1] === NEWLINE) end--;
  if (end > start && piece[end - 1] === CARRIAGE_RETURN) end--;
  if (end - start > LONGEST_REPEAT) return { line, hash: --unique, message: new Uint8Array() };
  const from = messageStart(piece, start, end);
  let hash = 0x811c_9dc5;
  for (let at = from; at < end; at++) hash = Math.imul(hash ^ piece[at]!, 0x0100_0193);
  return { line, hash: hash >>> 0, message: piece.subarray(from, end) };
}

const NOTHING: Found = { hidden: [], runs: [] };
const flat = (runs: readonly Run[]): Float64Array =>
  Float64Array.from(runs.flatMap(({ firstLine, lastLine, period, times }) => [firstLine, lastLine, period, times]));

/**
 * Tell of new lines. `guess`: how the lines that are not decided look. Rows that were asked for are asked for again when
 * `bytes` has grown, so what is told must look the same as long as `bytes` does.
 */
function say(from: number, passed: Uint8Array, found: Found, guess: Found, isIdle: boolean, bytes = done): void {
  const message: FromViewThread = {
    from,
    passed,
    unhide: Float64Array.from(guessed),
    hide: Float64Array.from([...found.hidden, ...guess.hidden]),
    runsFrom: runsTold,
    runs: flat([...found.runs, ...guess.runs]),
    runsStay: found.runs.length,
    settled: Math.min(lines, (finder?.undecided ?? Infinity) - 1),
    bytes,
    isIdle,
  };
  runsTold += found.runs.length;
  guessed = guess.hidden;
  port.postMessage(message);
}

/** Look at a piece that ends where a line ends, or where the last one does. */
function lookAt(piece: Buffer): void {
  const { starts, count } = linesOf(piece, rest !== undefined);
  const found = new Uint8Array(count);
  if (rest !== undefined) found[0] = rest;
  tests.look(piece, { starts, count }, found, rest !== undefined);
  const first = lines + 1;
  for (let at = 0; at < count; at++) {
    const passes = tests.passes(found[at]!);
    found[at] = passes ? 1 : 0;
    if (!passes || finder === undefined) continue;
    const isRest = at === 0 && rest !== undefined;
    // The start of a line of many parts is gone; it is too long for a repeat.
    finder.push(
      isRest
        ? { line: first, hash: --unique, message: new Uint8Array() }
        : itemOf(first + at, piece, starts[at]!, starts[at + 1]!),
    );
  }
  rest = undefined;
  done += piece.length;
  lines += count;
  const decided = finder?.take(false) ?? NOTHING;
  say(first, found, decided, finder?.guess() ?? NOTHING, false);
  finder?.detach();
}

/** A part of a line that is longer than a piece. */
function lookInside(part: Buffer): void {
  const found = Uint8Array.of(rest ?? 0);
  tests.look(part, linesOf(part), found, rest !== undefined);
  rest = found[0];
  done += part.length;
  say(lines + 1, new Uint8Array(), NOTHING, finder?.guess() ?? NOTHING, false);
}

/** Everything was looked at but the line that is being printed: how it looks now. */
function lookAtLast(tail: Buffer): void {
  if (ended) {
    if (rest !== undefined) lookAt(Buffer.alloc(0));
    say(lines + 1, new Uint8Array(), finder?.take(true) ?? NOTHING, NOTHING, true);
    return;
  }
  if (tail.length === 0 && rest === undefined) {
    say(lines + 1, new Uint8Array(), NOTHING, finder?.guess() ?? NOTHING, true);
    return;
  }
  const found = Uint8Array.of(rest ?? 0);
  tests.look(tail, linesOf(tail), found, rest !== undefined);
  const passes = tests.passes(found[0]!);
  const item = passes && rest === undefined ? itemOf(lines + 1, tail, 0, tail.length) : undefined;
  const guess = finder?.guess(item) ?? NOTHING;
  say(lines + 1, Uint8Array.of(passes ? 1 : 0), NOTHING, guess, true, done + tail.length);
}

async function look(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  handle ??= await fs.open(file, 'r');
  let tail = Buffer.alloc(0);
  while (done < known) {
    const wanted = Math.min(PIECE, known - done);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, done);
    if (bytesRead === 0) break;
    const isLast = done + bytesRead >= known;
    const piece = buffer.subarray(0, bytesRead);
    const end = isLast && ended ? bytesRead : piece.lastIndexOf(NEWLINE) + 1;
    if (end > 0) lookAt(piece.subarray(0, end));
    else if (bytesRead === PIECE) lookInside(piece);
    else if (isLast || bytesRead < wanted) {
      tail = piece;
      break;
    }
  }
  isBusy = false;
  lookAtLast(tail);
}

port.on('message', ({ bytes, ended: isOver }: ToViewThread) => {
  known = bytes;
  ended = isOver;
  // What is thrown ends the thread and is told by its 'error' event.
  void look();
});
