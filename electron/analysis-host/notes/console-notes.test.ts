/** Notes out of a real sidecar file that grows and is torn. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notesOf } from './console-notes.ts';
import { SidecarEvents } from './sidecar-notes.ts';

let directory: string;
beforeAll(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterAll(() => fs.rm(directory, { recursive: true }));

const line = (event: object): string => `${JSON.stringify(event)}\n`;

test('gaps with their length, what was typed in one go, what is missing', async () => {
  const file = path.join(directory, 'one.events.ndjson');
  const events = new SidecarEvents(file, 100);
  expect(await events.all()).toEqual([]);
  await fs.writeFile(file, line({ schema: 'lockstep.capture/1' }) + line({ at: 1e6, event: 'connected', offset: 0 }));
  await fs.appendFile(file, line({ at: 1e6, event: 'bytes', offset: 0, bytes: 10 }));
  await fs.appendFile(file, line({ at: 2e6, event: 'typed', offset: 10, text: 'd' }));
  await fs.appendFile(file, line({ at: 2.5e6, event: 'typed', offset: 10, text: 'mesg\r' }));
  await fs.appendFile(file, line({ at: 9e6, event: 'disconnected', offset: 40, code: 'x', message: 'It hung up.' }));
  expect(notesOf(await events.all())).toEqual([
    { kind: 'typed', offset: 10, at: 2000, text: 'dmesg\r' },
    { kind: 'away', offset: 40, at: 9000, reason: 'It hung up.' },
  ]);
  const connected = line({ at: 21.5e6, event: 'connected', offset: 40 });
  await fs.appendFile(file, connected.slice(0, 20));
  expect(await events.all()).toHaveLength(4);
  await fs.appendFile(
    file,
    connected.slice(20) + line({ at: 30e6, event: 'gap', offset: 50, reason: 'messages 3 to 9' }),
  );
  await fs.appendFile(file, 'torn\n' + line({ at: 31e6, event: 'typed', offset: 60, text: '', key: 'break' }));
  await fs.appendFile(file, line({ at: 32e6, event: 'connected', offset: 70, position: 0 }));
  expect(notesOf(await events.all()).slice(1)).toEqual([
    { kind: 'away', offset: 40, at: 21_500, seconds: 12.5, reason: 'It hung up.' },
    { kind: 'missing', offset: 50, at: 30_000, reason: 'messages 3 to 9' },
    { kind: 'break', offset: 60, at: 31_000 },
    { kind: 'replaced', offset: 70, at: 32_000 },
  ]);
});

test('only the latest are kept', async () => {
  const file = path.join(directory, 'many.events.ndjson');
  const typed = Array.from({ length: 50_000 }, (_, at) =>
    line({ at: at * 1e7, event: 'qmp', offset: at, command: 'x' }),
  );
  await fs.writeFile(file, typed.join(''));
  const events = await new SidecarEvents(file, 100).all();
  expect(events.length).toBeLessThanOrEqual(200);
  expect(events.at(-1)?.offset).toBe(49_999);
});
