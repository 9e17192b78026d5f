/**
 * From a report to a scenario that can be run. A circular report with N+1 chain entries becomes N+1 threads by the rules
 * of docs/lockdep-format.md 3 and 4.1, because the kernel's own table names three locks at most and then deadlocks only
 * by chance. Whatever the report does not say is marked as inferred or assumed on the thread, lock or step.
 */
import type { Report, ReportLine } from '../contract/report.ts';
import { circularScenario } from './from-report/circular.ts';
import { inconsistentScenario, inversionScenario, unsafeOrderScenario } from './from-report/interrupt.ts';
import { recursiveScenario } from './from-report/recursive.ts';
import type { ReplayScenario, Unavailable } from './replay-scenario.ts';

/**
 * @param lines what the reader said about each line, for the log line of a step's evidence; may be empty.
 * @returns the scenario, or in words why this report has none (another kind, or a part of it is missing).
 */
export function scenarioFromReport(report: Report, lines: readonly ReportLine[] = []): ReplayScenario | Unavailable {
  switch (report.kind) {
    case 'circular':
      return circularScenario(report, lines);
    case 'recursive':
      return recursiveScenario(report, lines);
    case 'inconsistent-state':
      return inconsistentScenario(report, lines);
    case 'irq-unsafe-order':
      return unsafeOrderScenario(report, lines);
    case 'irq-inversion':
      return inversionScenario(report, lines);
    default:
      return { unavailable: `A report of the kind “${report.kind}” tells of no interleaving that could be replayed.` };
  }
}
