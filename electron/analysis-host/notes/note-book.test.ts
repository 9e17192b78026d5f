/** Notes out of a real sidecar file that grows and is torn. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoteBook } from './note-book.ts';
import { SidecarEvents } from './sidecar-notes.ts';

let directory: string;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterAll(() => fs.rm(directory, { recursive: true }));

const line = (event: object): string => `${JSON.stringify(event)}\n`;
const sidecar = (name: string, most?: number) => {
  const file = path.join(directory, `${name}.events.ndjson`);
  const book = new NoteBook(most);
  return { file, book, events: new SidecarEvents(file, (event) => book.take(event)) };
};

test('gaps with their length, what was typed in one go, what is missing', async () => {
  const { file, book, events } = sidecar('one');
  await events.readOn();
  expect(book.since(0)).toEqual({ first: 0, notes: [] });
  await fs.writeFile(file, line({ schema: 'lockstep.capture/1' }) + line({ at: 1e6, event: 'connected', offset: 0 }));
  await fs.appendFile(file, line({ at: 1e6, event: 'bytes', offset: 0, bytes: 10 }));
  await fs.appendFile(file, line({ at: 2e6, event: 'typed', offset: 10, text: 'd' }));
  await fs.appendFile(file, line({ at: 2.5e6, event: 'typed', offset: 10, text: 'mesg\r' }));
  await fs.appendFile(file, line({ at: 9e6, event: 'disconnected', offset: 40, code: 'x', message: 'It hung up.' }));
  await events.readOn();
  expect(book.since(0).notes).toEqual([
    { kind: 'typed', offset: 10, at: 2000, text: 'dmesg\r' },
    { kind: 'away', offset: 40, at: 9000, reason: 'It hung up.' },
  ]);
  // How long it is gone is not known yet.
  expect(book).toMatchObject({ settled: 1, gaps: 1 });
  const connected = line({ at: 21.5e6, event: 'connected', offset: 40 });
  await fs.appendFile(file, connected.slice(0, 20));
  await events.readOn();
  expect(book.since(0).notes).toHaveLength(2);
  await fs.appendFile(
    file,
    connected.slice(20) + line({ at: 30e6, event: 'gap', offset: 50, reason: 'messages 3 to 9' }),
  );
  await fs.appendFile(file, 'torn\n' + line({ at: 31e6, event: 'typed', offset: 60, text: '', key: 'break' }));
  await fs.appendFile(file, line({ at: 32e6, event: 'connected', offset: 70, position: 0 }));
  await Promise.all([events.readOn(), events.readOn()]);
  expect(book.since(1)).toEqual({
    first: 1,
    notes: [
      { kind: 'away', offset: 40, at: 21_500, seconds: 12.5, reason: 'It hung up.' },
      { kind: 'missing', offset: 50, at: 30_000, reason: 'messages 3 to 9' },
      { kind: 'break', offset: 60, at: 31_000 },
      { kind: 'replaced', offset: 70, at: 32_000 },
    ],
  });
  expect(book).toMatchObject({ settled: 5, gaps: 3 });
});

test('what is typed goes on; a connection that nobody waits for is no gap', async () => {
  const { file, book, events } = sidecar('two');
  await fs.writeFile(file, line({ at: 1e6, event: 'typed', offset: 3, text: 'l' }));
  await events.readOn();
  expect(book.settled).toBe(0);
  await fs.appendFile(file, line({ at: 2e6, event: 'typed', offset: 3, text: 's' }));
  await fs.appendFile(file, line({ at: 9e6, event: 'disconnected', offset: 40, code: 'x', message: 'It hung up.' }));
  await fs.appendFile(file, line({ at: 10e6, event: 'closed', offset: 40, reason: 'detached' }));
  await events.readOn();
  expect(book.since(book.settled).notes).toEqual([{ kind: 'typed', offset: 3, at: 1000, text: 'ls' }]);
  expect(book.gaps).toBe(0);
});

test('of days of gaps the latest are kept, and all are counted', async () => {
  const { file, book, events } = sidecar('many', 100);
  const gaps = Array.from(
    { length: 5000 },
    (_, n) =>
      line({ at: n * 1e7, event: 'connected', offset: n }) +
      line({ at: n * 1e7 + 5e6, event: 'disconnected', offset: n, code: 'x', message: 'It hung up.' }),
  );
  await fs.writeFile(file, gaps.join(''));
  await events.readOn();
  const { first, notes } = book.since(0);
  expect(notes.length).toBeLessThanOrEqual(200);
  expect(notes.length).toBeGreaterThanOrEqual(100);
  expect(first + notes.length).toBe(5000);
  expect(notes.at(-1)?.offset).toBe(4999);
  expect(book).toMatchObject({ settled: 4999, gaps: 5000 });
  // Asked for what comes next, nobody gets anything that is known.
  expect(book.since(5000)).toEqual({ first: 5000, notes: [] });
});
