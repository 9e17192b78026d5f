/** All reports of the shared corpus, where it is present: every complete one must become a run that ends in its deadlock. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseText, type ParsedReport } from '../lockdep/parse-text.ts';
import { validate } from '../lockdep/model/validate.ts';
import { graphFromReport } from '../lock-graph/from-report.ts';
import { explore } from './explore.ts';
import { scenarioFromReport } from './from-report.ts';
import { printedTable } from './printed-table.ts';
import { isUnavailable } from './replay-scenario.ts';
import { replayStates } from './replay/default-schedule.ts';

const shared = process.env.LOCKSTEP_SHARED ?? new URL('../../../shared/', import.meta.url).pathname;

function reportsIn(folder: string): ParsedReport[] {
  return readdirSync(`${shared}${folder}`)
    .filter((file) => /^[^.]+$|\.(txt|log)$/.test(file))
    .flatMap((file) => [...parseText(readFileSync(`${shared}${folder}/${file}`), file).reports]);
}

function complete(folder: string, kind: string): ParsedReport[] {
  return reportsIn(folder).filter(({ report }) => report.kind === kind && report.completeness.state === 'complete');
}

describe.skipIf(!existsSync(`${shared}seeds`))('the seeds', () => {
  it('000, 002 and 004 end in deadlocks of 3, 4 and 2 locks (a CPU that is plugged stands between two readers); the first two tables are none by themselves', () => {
    const told = complete('seeds', 'circular').map(({ report, lines }) => {
      const scenario = scenarioFromReport(report, lines);
      if (isUnavailable(scenario)) return scenario.unavailable;
      const last = replayStates(scenario).at(-1)!;
      expect(graphFromReport(report).cycle).toHaveLength(scenario.locks.length);
      expect(scenario.threads[0]!.steps.slice(0, 2).map((step) => step.evidence.logLine)).not.toContain(undefined);
      return [scenario.locks.length, last.deadlock?.words, printedTable(report)?.deadlocksByItself];
    });
    expect(told).toEqual([
      [3, 'T0 → T1 → W1 → T2 → T0', false],
      [4, 'T0 → T1 → W1 → T2 → T3 → T0', false],
      [2, 'T0 → T1 → T0', true],
    ]);
  });

  it('001 is cut and says what is missing', () => {
    const { report, lines } = reportsIn('seeds').find((one) => one.report.completeness.state === 'truncated')!;
    expect(scenarioFromReport(report, lines)).toHaveProperty('unavailable');
  });
});

describe.skipIf(!existsSync(`${shared}corpus`))('complete circular reports of the corpus', () => {
  it.each(['corpus/lab', 'corpus/mail'])('%s: each explores to a deadlock of all its locks', (folder) => {
    const problems: string[] = [];
    for (const { report, lines } of complete(folder, 'circular')) {
      const where = `${report.source.name}:${report.source.firstLine}`;
      const scenario = scenarioFromReport(report, lines);
      if (isUnavailable(scenario)) {
        problems.push(`${where} ${scenario.unavailable}`);
        continue;
      }
      const last = replayStates(scenario).at(-1)!;
      const inCircle = new Set(last.deadlock?.cycle.map((edge) => edge.waitsFor));
      const explored = explore(scenario).deadlocks.some((deadlock) => deadlock.locks.length === scenario.locks.length);
      if (!explored || inCircle.size !== scenario.locks.length) problems.push(`${where} misses a lock`);
    }
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!existsSync(`${shared}corpus`))('tables of complete circular reports', () => {
  it.each(['seeds', 'corpus/lab', 'corpus/mail', 'corpus/syzkaller/report'])(
    '%s: exactly those of two locks are a deadlock by themselves, the others name the CPU that is missing',
    (folder) => {
      const tables = complete(folder, 'circular').flatMap(({ report }) => {
        const table = printedTable(report);
        return table === undefined ? [] : [{ report, table }];
      });
      const wrong = tables.filter(
        ({ report, table }) =>
          table.deadlocksByItself !== (report.chain?.length === 2) ||
          table.deadlocksByItself === (table.missing !== undefined),
      );
      expect(wrong.map(({ report }) => `${report.source.name}:${report.source.firstLine}`)).toEqual([]);
      const none = tables.filter(({ table }) => !table.deadlocksByItself);
      process.stdout.write(
        `${folder}: ${none.length} of ${tables.length} printed tables are no deadlock by themselves\n`,
      );
    },
  );
});

describe.skipIf(!existsSync(`${shared}corpus`))('complete reports of the other kinds', () => {
  it.each(['corpus/lab', 'corpus/mail'])('%s: each explores to a deadlock', (folder) => {
    const problems: string[] = [];
    for (const kind of ['recursive', 'irq-unsafe-order', 'irq-inversion', 'inconsistent-state'])
      for (const { report, lines } of complete(folder, kind)) {
        const where = `${report.source.name}:${report.source.firstLine}`;
        const scenario = scenarioFromReport(report, lines);
        if (isUnavailable(scenario)) problems.push(`${where} ${scenario.unavailable}`);
        // Who enters a reader section in an interrupt does not wait, whatever the kernel's table says.
        else if (report.acquiring?.name === 'console_srcu') expect(explore(scenario).answer).toBe('no-deadlock');
        else if (!explore(scenario).deadlocks.some((deadlock) => deadlock.locks.length === scenario.locks.length))
          problems.push(`${where} misses a lock`);
      }
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!existsSync(`${shared}corpus`))('every report of the corpus that has a scenario', () => {
  it.each(['corpus/lab', 'corpus/mail'])('%s: the lockdep model reports the same kind as the kernel did', (folder) => {
    const wrong: string[] = [];
    let compared = 0;
    for (const { report, lines } of reportsIn(folder)) {
      const scenario = scenarioFromReport(report, lines);
      if (isUnavailable(scenario)) continue;
      compared++;
      const kind = validate(scenario).reports[0]?.kind;
      if (kind !== report.kind)
        wrong.push(`${report.source.name}:${report.source.firstLine} ${report.kind}, model: ${kind ?? 'nothing'}`);
    }
    expect(compared).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
