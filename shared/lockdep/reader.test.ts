import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeUtf8 } from '../console-text/decode.ts';
import { Report } from '../contract/report.ts';
import { parseText } from './parse-text.ts';
import { createReportReader } from './reader.ts';
import { sentenceOf } from './sentence.ts';

const SPLAT = `[    2.547433][   T42]
[    2.547548][   T42] ======================================================
[    2.547642][   T42] WARNING: possible circular locking dependency detected
[    2.547903][   T42] 6.12.0 #1 Tainted: G           O
[    2.548149][   T42] ------------------------------------------------------
[    2.548245][   T42] insmod/42 is trying to acquire lock:
[    2.548357][   T42] ffffffffa0002058 (demo_a#2){+.+.}-{4:4}, at: splat_init+0x1b2/0x1000 [splat]
[    2.548445][   T42]
[    2.548445][   T42] but task is already holding lock:
[    2.548457][   T42] ffffffffa0002098 (&(&s->lock)->rlock/1){+.+.}-{4:4}, at: splat_init+0x1a0/0x1000 [splat]
[    2.548545][   T42]
[    2.548545][   T42] which lock already depends on the new lock.
[    2.548545][   T42]
[    2.548645][   T42]
[    2.548645][   T42] the existing dependency chain (in reverse order) is:
[    2.548745][   T42]
[    2.548745][   T42] -> #1 (&(&s->lock)->rlock/1){+.+.}-{4:4}:
[    2.548845][   T42]        lock_acquire+0x104/0x224
[    2.548945][   T42]        take_ab+0x10/0x20 [splat]
[    2.549045][   T42]
[    2.549045][   T42] -> #0 (demo_a#2){+.+.}-{4:4}:
[    2.549046][    C0] usb 1-1: new device
[    2.549145][   T42]        __lock_acquire+0xcc9/0x1049
[    2.549245][   T42]        splat_init+0x1b2/0x1000 [splat]
[    2.549345][   T42]
[    2.549345][   T42] other info that might help us debug this:
[    2.549345][   T42]
[    2.549445][   T42]  Possible unsafe locking scenario:
[    2.549445][   T42]
[    2.549545][   T42]        CPU0                    CPU1
[    2.549645][   T42]        ----                    ----
[    2.549745][   T42]   lock(&(&s->lock)->rlock/1);
[    2.549845][   T42]                                lock(demo_a#2);
[    2.549945][   T42]                                lock(&(&s->lock)->rlock/1);
[    2.550045][   T42]   lock(demo_a#2);
[    2.550145][   T42]
[    2.550145][   T42]  *** DEADLOCK ***
[    2.550145][   T42]
[    2.550245][   T42] 1 lock held by insmod/42:
[    2.550345][   T42]  #0: ffffffffa0002098 (&(&s->lock)->rlock/1){+.+.}-{4:4}, at: splat_init+0x1a0/0x1000 [splat]
[    2.550445][   T42]
[    2.550445][   T42] stack backtrace:
[    2.550545][   T42] CPU: 1 UID: 0 PID: 42 Comm: insmod Tainted: G           O       6.12.0 #1
[    2.550645][   T42] Call Trace:
[    2.550745][   T42]  <TASK>
[    2.550845][   T42]  dump_stack_lvl+0xb4/0xca
[    2.550945][   T42]  ? splat_init+0x1b2/0x1000 [splat]
[    2.551045][   T42]  </TASK>
[    2.652484][   T45] reboot: Power down
`;

test('a circular report has every field of the contract', () => {
  const { reports } = parseText(SPLAT, 'console.log');
  expect(reports).toHaveLength(1);
  const { report, lines } = reports[0]!;
  expect(Report.parse(report)).toEqual(report);
  expect(report).toMatchObject({
    kind: 'circular',
    title: 'possible circular locking dependency detected',
    source: {
      name: 'console.log',
      firstLine: 2,
      lastLine: SPLAT.trimEnd().split('\n').length - 1,
      firstByte: SPLAT.indexOf('\n') + 1,
    },
    printkTime: 2.547642,
    kernel: { release: '6.12.0', build: '#1', taint: 'G           O' },
    task: { comm: 'insmod', pid: 42, cpu: 1 },
    acquiring: {
      class: 'demo_a#2',
      name: 'demo_a',
      version: 2,
      address: 'ffffffffa0002058',
      usage: '+.+.',
      waitType: '{4:4}',
    },
    holding: {
      class: '&(&s->lock)->rlock/1',
      name: '&(&s->lock)->rlock',
      subclass: 1,
      at: { symbol: 'splat_init', offset: 0x1a0, module: 'splat' },
    },
    scenario: { columns: ['CPU0', 'CPU1'], columnsInferred: false },
    completeness: { state: 'complete', missing: [] },
  });
  expect(report.chain?.map((entry) => [entry.index, entry.frames.length])).toEqual([
    [1, 2],
    [0, 2],
  ]);
  expect(report.scenario?.steps.map((step) => step.column)).toEqual([0, 1, 1, 0]);
  expect(report.heldLocks).toHaveLength(1);
  expect(report.backtrace?.map((frame) => frame.reliable)).toEqual([true, false]);
  expect(lines.find((line) => line.line === 21)).toEqual({ line: 21, element: 'chain-head', pointer: '/chain/1' });
  expect(lines.find((line) => line.line === 22)).toEqual({ line: 22, element: 'foreign' });
  expect(lines.find((line) => line.line === 24)).toEqual({ line: 24, element: 'frame', pointer: '/chain/1/frames/1' });
  expect(sentenceOf(report)).toBe(
    'insmod/42 takes demo_a#2 while holding &(&s->lock)->rlock/1; earlier demo_a#2 was held when &(&s->lock)->rlock/1 was taken',
  );
});

test('bytes may arrive in any pieces; a report grows while it is printed', () => {
  const whole = parseText(SPLAT, 'x').reports[0]!.report;
  const bytes = encodeUtf8(SPLAT);
  for (const size of [1, 7, 64, 1000]) {
    const reader = createReportReader({ sourceName: 'x' });
    const seen: string[] = [];
    let last: unknown;
    for (let at = 0; at < bytes.length; at += size) {
      for (const event of reader.push(bytes.subarray(at, at + size))) {
        seen.push(event.type);
        if (event.type !== 'boot') last = event.report;
      }
    }
    for (const event of reader.idle()) {
      seen.push(event.type);
      if (event.type !== 'boot') last = event.report;
    }
    expect(seen[0]).toBe('growing');
    expect(seen.filter((type) => type === 'finished')).toHaveLength(1);
    expect(last).toEqual(whole);
  }
});

const SPLAT_ALONE = SPLAT.slice(0, SPLAT.lastIndexOf('[    2.652484]'));

test.each(['T42', 'T45'])('on a console that is never silent, the line behind its end ends a report (%s)', (caller) => {
  const whole = parseText(SPLAT, 'x').reports[0]!.report;
  const reader = createReportReader({ sourceName: 'x' });
  const end = SPLAT.indexOf('</TASK>');
  reader.push(encodeUtf8(SPLAT.slice(0, end)));
  expect(reader.isSettled()).toBe(false);
  expect(reader.push(encodeUtf8(SPLAT_ALONE.slice(end)))).toEqual([]);
  expect(reader.isSettled()).toBe(true);
  const events = reader.push(encodeUtf8(`[    2.600000][   ${caller}] something else\n`));
  expect(events.map(({ type }) => type)).toEqual(['finished']);
  expect(events[0]?.type === 'finished' && events[0].report).toEqual(whole);
});

test('what may follow the end of its stack still belongs to a report', () => {
  const reader = createReportReader({ sourceName: 'x' });
  reader.push(encodeUtf8(SPLAT_ALONE));
  const events = reader.push(
    encodeUtf8('[    2.600000][   T42] ---[ end trace 0000000000000000 ]---\n[    2.700000][   T42] else\n'),
  );
  const last = events.at(-1);
  expect(last?.type).toBe('finished');
  expect(last?.type === 'finished' && last.lines.at(-1)?.element).toBe('detail');
});

test('prose, patches and self-test tables yield nothing', () => {
  const text = `I get this since yesterday:
WARNING: possible circular locking dependency detected

Any idea? It says "is trying to acquire lock".
+	pr_warn("WARNING: possible recursive locking detected\\n");
+	pr_warn("%s/%d is trying to acquire lock:\\n", current->comm, task_pid_nr(current));
'Error: Removing state 63 which has instances left.', that is
----------------------------------------------------------------------------
                     A-A deadlock:  ok  |  ok  |  ok  |
`;
  expect(parseText(text, 'mail').reports).toEqual([]);
});

test('class numbers that a web page turned into links', () => {
  const plain = parseText(SPLAT, 'x').reports[0]!.report;
  for (const link of [
    '[#2](https://github.com/o/r/pull/2)',
    'https://github.com/o/r/issues/2',
    'https://bugzilla.kernel.org/show_bug.cgi?id=2',
  ]) {
    const report = parseText(SPLAT.replaceAll('#2', link), 'x').reports[0]!.report;
    expect([report.acquiring, report.chain]).toEqual([plain.acquiring, plain.chain]);
  }
});

test('a report that never ends is cut, and says so', () => {
  const text = SPLAT.slice(0, SPLAT.indexOf('stack backtrace:'));
  const frames = '[    2.600000][   T42]  endless+0x10/0x20\n'.repeat(30_000);
  const { reports } = parseText(`${text}stack backtrace:\n${frames}`, 'x');
  expect(reports).toHaveLength(1);
  const { completeness } = reports[0]!.report;
  expect(completeness.state).toBe('truncated');
  expect(completeness.missing.join()).toMatch(/^lines behind the first 20001/);
});

test('mails are passed over in the same way in any pieces', () => {
  const noise = 'some line of text\n'.repeat(40) + 'a soft one \nthat goes on\n' + '\n'.repeat(30);
  const head = 'From: a@b\nSubject: c\nContent-Type: text/plain; format=flowed\n\n';
  const mail = `From a@b Thu Jan  1 00:00:00 1970\n${head}${noise}${SPLAT}\n${noise}\n`;
  const bytes = encodeUtf8(mail.repeat(3));
  const read = (size: number) => {
    const reader = createReportReader({ sourceName: 'x', live: false });
    const events = [];
    for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
    return [...events, ...reader.end()].map((event) => (event.type === 'finished' ? event.report : event));
  };
  const whole = read(bytes.length);
  expect(whole).toHaveLength(3);
  for (const size of [1, 7, 64, 1000]) expect(read(size)).toEqual(whole);
});

const seeds = new URL('../../../shared/seeds/', import.meta.url);
test.skipIf(!existsSync(seeds))('the five mails the project grew from', () => {
  const read = (name: string) => parseText(readFileSync(new URL(name, seeds)), name).reports.map((one) => one.report);
  const [dax] = read('000_718ac89ae9f2cdee.txt');
  expect(dax).toMatchObject({
    kind: 'circular',
    completeness: { state: 'complete', missing: ['held locks', 'stack backtrace'] },
  });
  expect(dax?.chain).toHaveLength(3);
  expect(dax?.scenario).toMatchObject({ columnsInferred: true });
  const cut = read('001_71234db90e21065d.txt');
  expect(cut).toHaveLength(1);
  expect(cut[0]).toMatchObject({ kind: 'circular', completeness: { state: 'truncated' }, chain: [{ index: 0 }] });
  expect(cut[0]?.chain?.[0]?.frames).toHaveLength(17);
  const [kmem] = read('002_c10e5953e7542cdc.txt');
  expect(kmem).toMatchObject({ completeness: { state: 'complete', missing: [] } });
  expect([kmem?.chain?.length, kmem?.heldLocks?.length]).toEqual([4, 7]);
  expect(read('003_f7d93f8f5249f676.txt')).toEqual([]);
  const [rcu] = read('004_fcd02928c1cc58a6.txt');
  expect(rcu).toMatchObject({ completeness: { state: 'complete', missing: [] } });
  expect([rcu?.chain?.length, rcu?.heldLocks?.length]).toEqual([2, 1]);
});
