/**
 * Hostile input: no exception, every object valid, no super-linear time. A small number in the unit run;
 *     LOCKSTEP_FUZZ=100000 npx vitest run shared/lockdep/fuzz.test.ts
 */
import * as fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Report, ReportLine } from '../contract/report.ts';
import { mutate, randomNumbers } from '../testing/fuzz.ts';
import { generatedReport } from '../testing/generate-report.ts';
import { mangle, mangling } from '../testing/mangle.ts';
import { parseText } from './parse-text.ts';
import { createReportReader } from './reader.ts';
import { sentenceOf } from './sentence.ts';

const seeds: Uint8Array[] = fc
  .sample(fc.tuple(generatedReport, mangling), { numRuns: 60, seed: 7 })
  .map(([report, how]) => Buffer.from(mangle(report.records, how)));
for (const folder of ['mail/', 'syzkaller/report/']) {
  const directory = new URL(`../../../shared/corpus/${folder}`, import.meta.url);
  if (existsSync(directory)) {
    for (const name of readdirSync(directory)
      .filter((file) => !file.endsWith('.tsv'))
      .slice(0, 120)) {
      seeds.push(readFileSync(new URL(name, directory)));
    }
  }
}

const runs = Number(process.env['LOCKSTEP_FUZZ'] ?? 800);

test(
  `${runs} mutated inputs`,
  () => {
    const random = randomNumbers(Number(process.env['LOCKSTEP_FUZZ_SEED'] ?? 1));
    let bytes = 0;
    let reports = 0;
    const began = process.cpuUsage();
    for (let i = 0; i < runs; i++) {
      const input = mutate(seeds[Math.floor(random() * seeds.length)]!, random);
      bytes += input.length;
      for (const { report, lines } of parseText(input, 'x').reports) {
        reports++;
        Report.parse(report);
        for (const line of lines) ReportLine.parse(line);
        expect(sentenceOf(report)).not.toBe('');
        expect(report.source.lastByte).toBeLessThanOrEqual(input.length);
        expect(report.source.firstByte).toBeLessThan(report.source.lastByte);
        expect(lines[0]?.line).toBe(report.source.firstLine);
        expect(lines.at(-1)?.line).toBe(report.source.lastLine);
      }
    }
    const used = process.cpuUsage(began);
    // A generous floor of 200 kB/s with the validation of every object: a super-linear case falls far below it.
    expect(bytes / ((used.user + used.system) / 1e6)).toBeGreaterThan(200_000);
    expect(reports).toBeGreaterThan(runs / 10);
  },
  120_000 + runs * 30,
);

const HEAD =
  'WARNING: possible circular locking dependency detected\n6.1.0 #1 Not tainted\n----------\na/1 is trying to acquire lock:\n';
const REPEATED = [
  '-> #1 (a){+.+.}-{4:4}:\n',
  ' #0: ffffffffa0002058 (a){+.+.}-{4:4}, at: foo+0x1/0x2\n',
  ' foo+0x1/0x2\n',
  '(\n',
  'lock(\n',
  ' Possible unsafe locking scenario:\n',
  '> > > > > > > > \n',
  '){+.+.}){+.+.}){+.+.}){+.+.}){+.+.}\n',
  '#012#012#012#012\n',
  'x',
  '(',
  '\n',
];

test('a megabyte of one repeated line, alone and inside a report', () => {
  for (const line of REPEATED) {
    for (const head of ['', HEAD]) {
      const time = (size: number): number => {
        const text = Buffer.from(head + line.repeat(Math.ceil(size / line.length)));
        const began = process.cpuUsage();
        const reader = createReportReader({ sourceName: 'x', live: false });
        for (let at = 0; at < text.length; at += 65_536) reader.push(text.subarray(at, at + 65_536));
        reader.end();
        const used = process.cpuUsage(began);
        return (used.user + used.system) / 1e6;
      };
      // 300 kB/s on a busy machine; twice the size must not cost much more than twice the time.
      expect(time(1 << 19), JSON.stringify(line)).toBeLessThan(3);
    }
  }
}, 120_000);
