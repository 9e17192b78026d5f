/**
 * The thread that looks through a capture. It may be ended at any moment, as a regular expression can take for ever:
 * search.ts hears of every piece and ends a thread that has said nothing for too long.
 */
import * as fs from 'node:fs/promises';
import * as v8 from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { Needle } from './needle.ts';
import type { FromSearchThread, SearchTask, ToSearchThread } from './search-messages.ts';

/** Bytes between two signs of life. */
const PIECE = 1024 * 1024;
/** A line longer than this is looked through in parts. */
const LONGEST_LINE = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

// V8 goes on with its linear-time engine where backtracking explodes, as far as the pattern allows that.
v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

const port = parentPort!;
const { file, query } = workerData as SearchTask;
const needle = new Needle(query);
const say = (message: FromSearchThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

let known = 0;
let ended = false;
/** Bytes looked through. */
let done = 0;
/** Lines before `done`. */
let lines = 0;
let isBusy = false;
let handle: fs.FileHandle | undefined;

async function search(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  handle ??= await fs.open(file, 'r');
  let wanted = PIECE;
  while (done < known) {
    const length = Math.min(wanted, known - done);
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, done);
    if (bytesRead === 0) break;
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    const isLast = done + bytesRead >= known;
    let end = newline + 1;
    if (end === 0) {
      // No end of a line in sight.
      if (isLast && !ended) break;
      if (!isLast && wanted < LONGEST_LINE) {
        wanted *= 2;
        continue;
      }
      end = bytesRead;
    } else if (isLast && ended) end = bytesRead;
    const piece = buffer.subarray(0, end);
    const found: number[] = [];
    const count = needle.scan(piece, (line) => found.push(lines + line + 1));
    done += end;
    // A part of a long line is not a line of its own.
    lines += piece.at(-1) === NEWLINE ? count : count - 1;
    wanted = PIECE;
    const numbers = Float64Array.from(found);
    say({ type: 'searched', bytes: done, lines: numbers, isIdle: false }, [numbers.buffer]);
  }
  isBusy = false;
  say({ type: 'searched', bytes: done, lines: new Float64Array(), isIdle: true });
}

port.on('message', (message: ToSearchThread) => {
  if (message.type === 'hits') {
    say({ type: 'hits', serial: message.serial, hits: message.texts.map((text) => needle.hits(text)) });
    return;
  }
  known = message.bytes;
  ended = message.ended;
  // What is thrown ends the thread and is told by its 'error' event.
  void search();
});
