/** Kinds and forms that neither the lab nor the generator prints. */
import { expect, test } from 'vitest';
import { Report } from '../contract/report.ts';
import * as samples from '../testing/hand-written.ts';
import { parseText } from './parse-text.ts';
import { sentenceOf } from './sentence.ts';

const read = (text: string): Report[] => parseText(text, 'x').reports.map(({ report }) => Report.parse(report));

test('hung tasks; the list of all locks belongs to the last one', () => {
  const reports = read(samples.HUNG_TASKS);
  expect(reports.map((report) => report.kind)).toEqual(['hung-task', 'hung-task']);
  expect(reports[0]).toMatchObject({
    hungTask: { task: { comm: 'kworker/0:1', pid: 12 }, seconds: 122 },
    kernel: { release: '6.12.0-rc1-syzkaller', build: '#0' },
  });
  expect(reports[1]!.heldLocks?.map((held) => `${held.task.comm}/${held.task.pid} ${held.lock.name}`)).toEqual([
    'kworker/0:1/12 (wq_completion)events',
    'kworker/0:1/12 (linkwatch_work).work',
    'kworker/0:1/12 rtnl_mutex',
    'khungtaskd/30 rcu_read_lock',
    'getty/5589 &tty->ldisc_sem',
    'getty/5589 &ldata->atomic_read_lock',
  ]);
  expect(sentenceOf(reports[1]!)).toBe('syz.0.1/5900 has been blocked for more than 122 seconds; 6 locks were held');
});

test('sysrq-d: a heading may come without entries', () => {
  const [report] = read(samples.SYSRQ_LOCKS);
  expect(report).toMatchObject({
    kind: 'held-locks-dump',
    title: 'Showing all locks held in the system',
    completeness: { state: 'complete' },
  });
  expect(report!.heldLocks?.map((held) => held.task.comm)).toEqual(['bash', 'bash']);
});

test('sleeping function: held locks, irq stamps, both stacks', () => {
  const [report] = read(samples.SLEEPING_FUNCTION);
  expect(report).toMatchObject({
    kind: 'held-locks-dump',
    title: 'sleeping function called from invalid context at kernel/locking/mutex.c:562',
    task: { comm: 'insmod', pid: 42, cpu: 0 },
    irqEvents: { stamp: 1234 },
    completeness: { state: 'complete', missing: [] },
  });
  expect(report!.irqEvents?.events).toHaveLength(4);
  expect(report!.stacks?.[0]?.frames.map((frame) => frame.symbol)).toEqual(['splat_init']);
  expect(report!.backtrace).toHaveLength(4);
});

test('cpuhp instances left; prose that quotes the line is none', () => {
  expect(read(samples.CPUHP_INSTANCES)).toMatchObject([
    { kind: 'cpuhp-instances-left', cpuhpState: 63, task: { comm: 'rmmod', pid: 5412 } },
  ]);
  expect(read('I see the failure\nError: Removing state 63 which has instances left.\nis caused by zram.\n')).toEqual(
    [],
  );
});

test('2.6.32: brackets, no taint, no table, six usage characters', () => {
  expect(read(samples.CIRCULAR_2_6_32)).toMatchObject([
    {
      kind: 'circular',
      kernel: { release: '2.6.32-rc5', build: '#1' },
      acquiring: {
        class: '&port_lock_key',
        usage: '-.-...',
        at: { symbol: 'serial8250_console_write', address: 'c036a6dc' },
      },
      completeness: { state: 'complete', missing: [] },
    },
  ]);
});

test('limits', () => {
  const [report] = read(samples.MAX_LOCK_DEPTH);
  expect(report).toMatchObject({
    kind: 'lockdep-limit',
    limit: 'MAX_LOCK_DEPTH',
    completeness: { missing: ['46 of 48 held locks of syz-executor/4242'] },
  });
});

test('DEPT', () => {
  const [report] = read(samples.DEPT);
  expect(report).toMatchObject({ kind: 'circular', completeness: { state: 'complete', missing: [] } });
  expect(report!.dept?.map((context) => context.steps.map((step) => step.event))).toEqual([
    ['start', 'wait', 'end'],
    ['start', 'wait', 'end'],
  ]);
  expect(report!.dept?.[0]?.steps[0]).toMatchObject({
    text: 'lock(&a->lock:0)',
    frames: [{ symbol: 'foo_start' }, { symbol: 'kthread' }],
  });
});

test('KERN_CONT pieces on lines of their own, with a foreign line between them', () => {
  const [report] = read(samples.TORN_CONTINUATIONS);
  expect(report).toMatchObject({
    acquiring: { class: '&a->mutex', usage: '+.+.+.', at: { symbol: 'take_a' } },
    holding: { class: '&b->mutex', at: { symbol: 'take_b' } },
    chain: [{ lock: { class: '&b->mutex' }, frames: [{ symbol: 'take_b' }] }, { lock: { class: '&a->mutex' } }],
    scenario: { columnsInferred: false, steps: [{ column: 0 }, { column: 1 }, { column: 1 }, { column: 0 }] },
    heldLocks: [{ lock: { class: '&b->mutex' } }],
    completeness: { state: 'complete' },
  });
});

test('device messages between the printks of a lock name are not part of it', () => {
  const [report] = read(samples.TORN_NAMES);
  expect(report).toMatchObject({
    holding: { class: '&b->counter(queue)#14', at: { symbol: 'take_b' } },
    chain: [{ lock: { class: '&b->counter(queue)#14' }, frames: [{ symbol: 'take_b' }, { symbol: 'foo_two' }] }, {}],
    completeness: { missing: ['held locks', 'stack backtrace'] },
  });
});

test('a chain whose upper entries were cut off is not complete', () => {
  const cut = samples.TORN_NAMES.replaceAll('&b->counter(queue)', '&c->lock')
    .replace('020 (&c->lock', '020 (&b->lock')
    .replaceAll('lock(&c->lock', 'lock(&b->lock');
  const [report] = read(cut);
  expect(report!.completeness.missing).toContain('chain entries above #1');
  expect(report!.completeness.state).not.toBe('complete');
});

test('lock lines shortened or damaged in a mail', () => {
  expect(read(samples.SHORTENED)).toMatchObject([
    {
      kind: 'recursive',
      acquiring: { class: 'foo_lock', at: { symbol: 'foo_ready' } },
      holding: { class: 'foo_lock', at: { symbol: 'foo_flush' } },
      completeness: { state: 'complete' },
    },
  ]);
  for (const end of [' ', '\n', ''])
    expect(read(samples.GLUED_STATE(end))).toMatchObject([
      {
        acquiring: { class: '&a->lock#3', usage: '+.?.' },
        usageConflict: { from: 'SOFTIRQ-ON-W', to: 'IN-SOFTIRQ-W' },
        stacks: [{ frames: [{ symbol: 'lock_acquire' }, { symbol: 'add_a' }] }],
        completeness: { state: 'complete' },
      },
    ]);
});

test('lines joined by a paste: headline, kernel and sentence', () => {
  expect(read(samples.JOINED_LINES)).toMatchObject([
    {
      kernel: { release: '6.12.0' },
      task: { comm: 'foo', pid: 12 },
      acquiring: { class: '&a->lock' },
      holding: { class: '&b->lock' },
    },
  ]);
});

test('signatures: the same on another boot, different for another lock or place', () => {
  const one = read(samples.CIRCULAR_2_6_32)[0]!.signature;
  const boot = samples.CIRCULAR_2_6_32.replaceAll('1234', '99')
    .replaceAll('c01', 'd77')
    .replaceAll('0x5/0x10', '0x7/0x30')
    .replaceAll('2.6.32-rc5 #1', '2.6.32 #8');
  expect(read(boot)[0]!.signature).toBe(one);
  expect(read(samples.CIRCULAR_2_6_32.replaceAll('&rq->lock', '&other->lock'))[0]!.signature).not.toBe(one);
  expect(read(samples.CIRCULAR_2_6_32.replaceAll('wake_up', 'elsewhere'))[0]!.signature).not.toBe(one);
});
