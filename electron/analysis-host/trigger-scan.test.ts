import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_TRIGGERS } from '../../shared/console-log/default-triggers.ts';
import { needlesOf, TriggerScan } from './trigger-scan.ts';

const needles = needlesOf([...DEFAULT_TRIGGERS, { id: 't', on: 'text', text: 'néedle', isEnabled: true }], 'board');

test.each([1, 3, 7, 1000])('found once, in its line, in pieces of %i bytes', (size) => {
  const log = Buffer.from('a\nb\nKernel panic - not syncing: x\nc\nthe néedle\nBUG: unable to handle\n');
  const scan = new TriggerScan();
  const found: unknown[] = [];
  let lines = 0;
  for (let at = 0; at < log.length; at += size) {
    const piece = log.subarray(at, at + size);
    found.push(...scan.push(piece, at, lines, needles));
    for (const byte of piece) if (byte === 10) lines++;
  }
  expect(found).toHaveLength(3);
  expect(found).toEqual(
    expect.arrayContaining([
      { trigger: 'panic', line: 3, offset: log.indexOf('Kernel panic') },
      { trigger: 't', line: 5, offset: log.indexOf('néedle') },
      { trigger: 'oops', line: 6, offset: log.indexOf('BUG:') },
    ]),
  );
});

test.each([
  ['oops', '[    1.2] Oops: 0000 [#1] PREEMPT SMP'],
  ['oops', 'Oops: 0000 [#2] SMP'],
  ['oops', '[    1.2] BUG: unable to handle page fault for address: ffff888003c56148'],
  ['oops', '[    1.2] BUG: kernel NULL pointer dereference, address: 0000000000000008'],
  ['oops', '[    1.2] BUG: Kernel NULL pointer dereference on read at 0x00000008'],
  ['oops', '[    1.2] Unable to handle kernel paging request at virtual address 0000000000001000'],
  ['oops', '[    1.2] Internal error: Oops: 0000000096000004 [#1] SMP'],
  ['oops', '[    1.2] kernel BUG at mm/slub.c:4420!'],
  ['oops', '[    1.2] invalid opcode: 0000 [#1] PREEMPT SMP'],
  ['oops', '[    1.2] divide error: 0000 [#1] SMP'],
  ['oops', '[    1.2] general protection fault, probably for non-canonical address 0xdead: 0000 [#1] SMP'],
  ['panic', '[    1.2] Kernel panic - not syncing: Fatal exception'],
  ['rcu-stall', '[    1.2] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:'],
  ['rcu-stall', '[    1.2] rcu: INFO: rcu_sched self-detected stall on CPU'],
  ['rcu-stall', '[    1.2] rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... }'],
  ['rcu-stall', '[    1.2] INFO: rcu_tasks detected stalls on tasks:'],
  ['rcu-stall', '[    1.2] INFO: rcu_tasks_trace detected stalls on tasks:'],
  ['hung-task', '[    1.2] INFO: task kworker/0:1:17 blocked for more than 120 seconds.'],
] as const)('%s: %s', (on, line) => {
  const found = new TriggerScan().push(Buffer.from(`${line}\n`), 0, 0, needles);
  expect([...new Set(found.map(({ trigger }) => trigger))]).toEqual([on]);
});

test('nothing of an ordinary boot or a report is a calamity', () => {
  const report = readFileSync(new URL('../../resources/examples/lab-abba.log', import.meta.url));
  const lines = ['Linux version 6.12.117 #1 SMP', 'rcu: RCU event tracing is enabled.', 'systemd[1]: Oops: no unit #1'];
  expect(new TriggerScan().push(Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), report]), 0, 0, needles)).toEqual(
    [],
  );
});

test('any words in any pieces, also words that overlap', () => {
  const word = fc
    .array(fc.constantFrom('a', 'b', '\n', 'é'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.array(word),
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (log, wanted, sizes) => {
        const bytes = Buffer.from(log.join(''));
        const all = needlesOf(
          wanted.map((text, index) => ({ id: String(index), on: 'text', text, isEnabled: true })),
          'board',
        );
        const scan = new TriggerScan();
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const piece = bytes.subarray(at, at + (sizes[turn % Math.max(1, sizes.length)] ?? 4));
          const newlines = (end: number) => bytes.subarray(0, end).filter((byte) => byte === 10).length;
          const expected = wanted.flatMap((text, index) => {
            const words = Buffer.from(text);
            // The first one that ends in this piece.
            const found = bytes.subarray(0, at + piece.length).indexOf(words, Math.max(0, at - words.length + 1));
            return found < 0 ? [] : [{ trigger: String(index), offset: found, line: newlines(found) + 1 }];
          });
          expect(scan.push(piece, at, newlines(at), all)).toEqual(expected);
          at += piece.length;
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('triggers that are off, of other consoles, or patterns find nothing here', () => {
  const off = DEFAULT_TRIGGERS.map((trigger) => ({ ...trigger, isEnabled: false }));
  expect(needlesOf(off, 'board')).toEqual([]);
  const others = DEFAULT_TRIGGERS.map((trigger) => ({ ...trigger, consoles: ['other'] }));
  expect(needlesOf(others, 'board')).toEqual([]);
  expect(needlesOf(others, 'other')).not.toEqual([]);
  expect(needlesOf([{ id: 'r', on: 'text', text: 'a.b', isRegex: true, isEnabled: true }], 'board')).toEqual([]);
});
