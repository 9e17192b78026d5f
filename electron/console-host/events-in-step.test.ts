/** The sidecar never tells of bytes that the log does not have: read while the log's writes are held up, and after a failure. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CAPTURE_SCHEMA, captureFiles, parseJson, type CaptureEvent } from '../node/capture-format.ts';
import { EventsInStep } from './events-in-step.ts';
import { Recorder } from './recorder.ts';

/** What a pipe holds (pipe(7)), in bytes. */
const PIPE = 65_536;
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** The furthest byte that a sidecar tells of. */
function toldOf(file: string): number {
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(1) : [];
  const events = lines.map((line) => parseJson(line) as CaptureEvent | undefined);
  return Math.max(
    0,
    ...events.map((event) => (event === undefined ? 0 : event.offset + ('bytes' in event ? event.bytes : 0))),
  );
}

/** Reads what is there now; 0 when nothing is. */
function readSome(pipe: number, into: Uint8Array): number {
  try {
    return fs.readSync(pipe, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

test('a log whose writes take their time: at no moment is the sidecar ahead of it', async () => {
  const files = captureFiles(directory, 'a');
  expect(spawnSync('mkfifo', [files.log]).status).toBe(0);
  const pipe = fs.openSync(files.log, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const text = 'x'.repeat(8 * 1024 * 1024);
  let isOver = false;
  const recorder = new Recorder({
    header: { schema: CAPTURE_SCHEMA, id: 'a', name: 'a', spec: { kind: 'text', name: 'a', text: '' }, startedAt: 1 },
    source: { kind: 'text', text },
    files,
    resume: false,
    onStatus: () => undefined,
    onBytes: () => undefined,
    onProblem: () => undefined,
    onEnded: () => (isOver = true),
  });
  await recorder.start();
  let read = 0;
  let furthestAhead = 0;
  const piece = Buffer.alloc(16_384);
  for (let got = 0; got > 0 || !isOver;) {
    got = readSome(pipe, piece);
    read += got;
    furthestAhead = Math.max(furthestAhead, toldOf(files.events) - read);
    await new Promise((resolve) => setImmediate(resolve));
  }
  fs.closeSync(pipe);
  expect(read).toBe(text.length);
  expect(furthestAhead).toBeLessThanOrEqual(PIPE);
  expect(toldOf(files.events)).toBe(text.length);
});

test('property: events come in their order, none before its bytes, and none is left', () => {
  const step = fc.record({ bytes: fc.nat(9), written: fc.nat(9), typed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, isCutOff) => {
      const out: CaptureEvent[] = [];
      let [taken, inLog] = [0, 0];
      const inStep = new EventsInStep((event) => {
        const end = event.offset + (event.event === 'bytes' ? event.bytes : 0);
        expect(end).toBeLessThanOrEqual(inLog);
        out.push(event);
      });
      let typed = 0;
      for (const { bytes, written, typed: types } of steps) {
        if (bytes > 0) inStep.add({ at: 0, event: 'bytes', offset: taken, bytes });
        taken += bytes;
        if (types) inStep.add({ at: typed++, event: 'typed', offset: taken, text: 'x' });
        inLog = Math.min(taken, inLog + written);
        inStep.written(inLog);
      }
      if (!isCutOff) inStep.written((inLog = taken));
      inStep.finish();
      const told = out.reduce((sum, event) => sum + (event.event === 'bytes' ? event.bytes : 0), 0);
      expect(told).toBe(inLog);
      expect(out.filter(({ event }) => event === 'typed').map(({ at }) => at)).toEqual(
        Array.from({ length: typed }, (_, n) => n),
      );
    }),
  );
});
