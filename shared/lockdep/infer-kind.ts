/** What kind a report without headline is, and whether lines are a report at all. */
import type { ReportKind } from '../contract/report.ts';
import type { Draft } from './draft.ts';

export const inferKind = (draft: Draft): ReportKind | undefined => {
  const report = draft.report;
  if (report.usageConflict) return 'inconsistent-state';
  if (report.newDependency ?? report.safeLock ?? report.unsafeLock) return 'irq-unsafe-order';
  if (report.otherLock) return 'irq-inversion';
  if (report.waitContext !== undefined) return 'invalid-wait-context';
  if (report.notHolding) return 'nested-lock-not-taken';
  if (report.releasing) return 'bad-unlock-balance';
  if (report.freed) return 'held-lock-freed';
  if (report.chain && report.chain.length > 0) return 'circular';
  if (report.rcu?.message !== undefined) return 'suspicious-rcu';
  if (report.scenario && report.scenario.steps.length > 1) {
    if (report.scenario.steps.some((step) => step.action === 'irq-disable')) return 'irq-inversion';
    if (report.scenario.steps.some((step) => step.action === 'interrupt')) return 'inconsistent-state';
    return report.scenario.columns.length > 1 ? 'circular' : 'recursive';
  }
  if (report.acquiring && report.holding)
    return report.acquiring.class === report.holding.class ? 'recursive' : 'circular';
  return undefined;
};

export const DEFAULT_TITLES: Partial<Record<ReportKind, string>> = {
  circular: 'possible circular locking dependency detected',
  recursive: 'possible recursive locking detected',
  'inconsistent-state': 'inconsistent lock state',
  'irq-unsafe-order': 'irq-safe -> irq-unsafe lock order detected',
  'irq-inversion': 'possible irq lock inversion dependency detected',
  'invalid-wait-context': 'Invalid wait context',
  'nested-lock-not-taken': 'Nested lock was not taken',
  'bad-unlock-balance': 'bad unlock balance detected!',
  'held-lock-freed': 'held lock freed!',
  'suspicious-rcu': 'suspicious RCU usage',
};

export const isReport = (draft: Draft, kind: ReportKind): boolean => {
  const report = draft.report;
  if (draft.hasHeadline) {
    if (draft.evidence > 0)
      return kind !== 'held-locks-dump' || report.heldLocks !== undefined || (report.backtrace?.length ?? 0) > 0;
    return (report.backtrace?.length ?? 0) > 0;
  }
  const frames = report.chain?.some((entry) => entry.frames.length > 0) ?? false;
  if (kind === 'circular' && frames) return true;
  return draft.evidence >= 3 && (mentionsLock(draft) || report.scenario !== undefined);
};

const mentionsLock = ({ report }: Draft): boolean =>
  report.acquiring !== undefined ||
  report.holding !== undefined ||
  (report.chain?.length ?? 0) > 0 ||
  (report.heldLocks?.length ?? 0) > 0;
