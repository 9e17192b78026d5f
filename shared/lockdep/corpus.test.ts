/**
 * The reader against logs and mails that are not ours to ship: skipped where ../shared is absent. The oracle is not the
 * reader: simple counts over the lines as they are, and the index files that came with the corpus.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Report, type ReportKind } from '../contract/report.ts';
import { parseText, type ParsedReport } from './parse-text.ts';
import { sentenceOf } from './sentence.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);
const here = existsSync(corpus);
const KINDS: Readonly<Record<string, ReportKind>> = {
  'irq-safe-unsafe': 'irq-unsafe-order',
  'bad-unlock': 'bad-unlock-balance',
  'return-to-user': 'locks-held-in-user',
  'nested-not-taken': 'nested-lock-not-taken',
  'still-has-locks': 'locks-held-at-exit',
  'key-not-static': 'non-static-key',
  'max-lockdep': 'lockdep-limit',
};

/** What a look with plain patterns finds: numbers and names, no structure. */
interface Count {
  readonly chain: readonly number[];
  readonly held: number;
  readonly steps: number;
}

const count = (text: string): Count => {
  // Quoting, prefixes and odd blanks away; nothing else is understood here.
  const lines = text.split('\n').map((line) =>
    line
      .replace(/[\u00a0\u00c2\ufffd]/g, ' ')
      .replace(/#012/g, ' ')
      .replace(/^(?: {0,3}[>|])+/, ' ')
      .trim(),
  );
  const chain: number[] = [];
  let held = 0;
  let steps = 0;
  let table = false;
  let lastHeld = '';
  for (const [i, line] of lines.entries()) {
    const head = /(?:^|\] ?|kernel: )\s*-> ?#(\d+)(?: |$)/.exec(line);
    if (head && chain.at(-1) !== Number(head[1])) chain.push(Number(head[1]));
    const entry = /(?:^|\] ?|kernel: )\s*(#\d+):(?:\s+(?:[0-9a-f]{8,16}\b|\()|$)/.exec(line);
    if (entry) {
      const identity = `${line.slice(0, line.indexOf('at:') > 0 ? line.indexOf('at:') : undefined).replace(/^.*?#/, '#')}${lines[i + 1]?.startsWith('(') === true ? lines[i + 1]! : ''}`;
      if (identity !== lastHeld) held++;
      lastHeld = identity;
    } else if (/locks? held by/.test(line)) lastHeld = '';
    if (/unsafe locking scenario/.test(line)) table = true;
    if (/DEADLOCK \*\*\*/.test(line)) table = false;
    if (table && /(?:^|[\] \t])r?(?:lock|sync)\(|<Interrupt>|local_irq_disable/.test(line)) steps++;
  }
  return { chain, held, steps };
};

const got = (reports: readonly ParsedReport[]): Count => ({
  chain: reports.flatMap(({ report }) => report.chain?.map((entry) => entry.index) ?? []),
  held: reports.reduce((sum, { report }) => sum + (report.heldLocks?.length ?? 0), 0),
  steps: reports.reduce((sum, { report }) => sum + (report.scenario?.steps.length ?? 0), 0),
});

const table = (path: string): Record<string, string>[] => {
  const [head, ...rows] = readFileSync(new URL(path, corpus), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i] ?? ''])));
};

describe.skipIf(!here)('corpus', () => {
  test('235 of 235 reports of the kernel’s own self-test, kind and locks', () => {
    const bytes = readFileSync(new URL('lab/selftest-verbose.log', corpus));
    const { reports } = parseText(bytes, 'selftest');
    expect(reports).toHaveLength(235);
    const titles = bytes.toString('utf8').match(/^\[[^\n]*\] (?:WARNING|\[ BUG): .*$/gm)!;
    expect(titles).toHaveLength(235);
    reports.forEach(({ report }, i) => {
      expect(titles[i]).toContain(report.title);
      expect(report.completeness).toEqual({ state: 'complete', missing: [] });
    });
    // Every lock term of the log, counted by its usage braces, is somewhere in the reports.
    const text = bytes.toString('utf8');
    const printed = (text.match(/\)\{[.+?-]{4}\}-\{\d:\d\}/g) ?? []).length;
    const terms = JSON.stringify(reports.map(({ report }) => report)).match(/"usage":"[.+?-]{4}"/g)!.length;
    expect(terms).toBe(printed);
    const rows = text.split('\n');
    for (const { report, lines } of reports) {
      const unknown = lines.filter((line) => line.element === 'unknown').map((line) => rows[line.line - 1]);
      expect(unknown, String(report.source.firstLine)).toEqual([]);
    }
  });

  test('at least 99 % of the complete mails with all chain entries, held locks and scenario steps', () => {
    const misses: string[] = [];
    const rows = table('mail/index.tsv').filter((row) => row['full'] === 'True');
    for (const row of rows) {
      const bytes = readFileSync(new URL(`mail/${row['file']!}`, corpus));
      const { reports } = parseText(bytes, row['file']!);
      const kind = KINDS[row['kind']!] ?? row['kind'];
      const want = count(bytes.toString('utf8'));
      const have = got(reports);
      const wrong = [
        ...(reports.some(({ report }) => report.kind === kind) ? [] : [`kind ${kind}`]),
        ...(have.chain.join() === want.chain.join() ? [] : [`chain ${have.chain.join()} for ${want.chain.join()}`]),
        ...(have.chain.length === Number(row['chain']) || reports.length > 1
          ? []
          : [`chain ${have.chain.length} for ${row['chain']!} of the index`]),
        ...(have.held === want.held ? [] : [`held ${have.held} for ${want.held}`]),
        ...(have.steps === want.steps ? [] : [`steps ${have.steps} for ${want.steps}`]),
      ];
      if (wrong.length > 0) misses.push(`${row['file']!}: ${wrong.join('; ')}`);
    }
    if (process.env['LOCKSTEP_SHOW_MISSES'] !== undefined)
      process.stdout.write(`${rows.length} complete mails\n${misses.join('\n')}\n`);
    expect(misses.length / rows.length, misses.join('\n')).toBeLessThanOrEqual(0.01);
  });

  test('damaged mails and syzkaller logs: a graded partial result, no crash', () => {
    const nothing: string[] = [];
    for (const row of table('mail/index.tsv').filter((one) => one['full'] !== 'True')) {
      const { reports } = parseText(readFileSync(new URL(`mail/${row['file']!}`, corpus)), row['file']!);
      for (const { report } of reports) Report.parse(report);
      if (reports.length === 0) nothing.push(row['file']!);
    }
    // One is prose that mentions 'held lock freed!'.
    expect(nothing).toEqual(['linux-rdma-4392ff94d0-10.txt']);
    for (const row of table('syzkaller/index.tsv')) {
      const { reports } = parseText(readFileSync(new URL(`syzkaller/${row['file']!}`, corpus)), row['file']!);
      for (const { report } of reports) expect(sentenceOf(Report.parse(report))).not.toBe('');
      // WARN_ONs inside lockdep.c are no lockdep reports.
      const kind = KINDS[row['kind']!] ?? row['kind'];
      if (kind !== 'lockdep-WARN')
        expect(
          reports.map(({ report }) => report.kind),
          row['file'],
        ).toContain(kind);
    }
  });

  test('the lab’s consoles: one report each, nothing unknown in it', () => {
    const lab = new URL('lab/', corpus);
    for (const name of readdirSync(lab).filter((file) => file !== 'selftest-verbose.log')) {
      const { reports } = parseText(readFileSync(new URL(name, lab)), name);
      expect(reports, name).toHaveLength(name === 'sysfs.log' ? 0 : 1);
      for (const { lines } of reports) expect(lines.filter((line) => line.element === 'unknown')).toEqual([]);
    }
  });
});
