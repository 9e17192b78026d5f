/**
 * bad unlock balance detected!, bad contention detected! (lockdep.c `print_unlock_imbalance_bug`,
 * `print_lock_contention_bug`).
 */
import { classIdentity, inFunction, missingTail, named, placeOf, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';
import { parseLockName } from '../lock-term.ts';
import { setTask } from './common.ts';

const make = (
  kind: 'bad-unlock-balance' | 'bad-contention-balance',
  headline: RegExp,
  verb: string,
  complaint: RegExp,
): KindGrammar => ({
  kind,
  headlines: [headline],
  prompts: [
    {
      // {comm}/{pid} is trying to release lock ({NAME}) at:
      pattern: new RegExp(`^(.{1,64}?) is trying to ${verb} lock \\((.{1,400})\\) at:?$`),
      word: ' is trying to ',
      apply: (match, draft) => {
        if (!setTask(draft, match[1]!)) return false;
        draft.setLock('releasing', parseLockName(match[2]!));
        draft.siteFor = 'releasing';
        return true;
      },
    },
    {
      pattern: complaint,
      apply: (_match, draft) => {
        draft.siteFor = undefined;
        return true;
      },
    },
  ],
  core: (report: AnyReport) => (report.releasing ? [] : ['lock being released']),
  rest: (report: AnyReport) => [
    ...(report.releasing && !report.releasing.at ? ['call site'] : []),
    ...missingTail(report),
  ],
  identity: (report: AnyReport) => [
    classIdentity(report.releasing),
    placeOf(report.releasing?.at ? [report.releasing.at] : report.backtrace),
  ],
  sentence: (report: AnyReport) =>
    verb === 'release'
      ? `${who(report)} releases ${named(report.releasing)}${inFunction(report.releasing?.at ? [report.releasing.at] : undefined)}, which it does not hold`
      : `${who(report)} contends for ${named(report.releasing)}${inFunction(report.releasing?.at ? [report.releasing.at] : undefined)}, which lockdep did not see being taken`,
});

export const badUnlock = make(
  'bad-unlock-balance',
  /^bad unlock balance detected!?$/,
  'release',
  /^but there are no more locks to release!?$/,
);
export const badContention = make(
  'bad-contention-balance',
  /^bad contention detected!?$/,
  'contend',
  /^but there are no locks held!?$/,
);
