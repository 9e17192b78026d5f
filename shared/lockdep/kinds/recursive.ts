/** possible recursive locking detected (lockdep.c `print_deadlock_bug`). */
import { classIdentity, inFunction, missingLocks, missingTail, named, placeOf, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';

const sameInstance = (report: AnyReport): string => {
  const a = report.acquiring?.address;
  const b = report.holding?.address;
  if (a === undefined || b === undefined) return '';
  return a === b ? ' (the same lock)' : ' (another lock of the same class)';
};

export const recursive: KindGrammar = {
  kind: 'recursive',
  headlines: [/^possible recursive locking detected$/],
  prompts: [
    {
      // and the lock comparison function returns {int}:      (6.5+)
      pattern: /^and the lock comparison function returns (-?\d{1,10}):?$/,
      apply: (match, draft) => {
        draft.report.comparison = Number(match[1]);
        return true;
      },
    },
  ],
  core: (report) => [
    ...missingLocks(report),
    ...(report.scenario === undefined && !/^2\.6\./.test(report.kernel?.release ?? '') ? ['scenario table'] : []),
    ...(report.scenario !== undefined && report.scenario.steps.length < 2 ? ['steps of the scenario table'] : []),
  ],
  rest: missingTail,
  identity: (report) => [
    classIdentity(report.acquiring),
    classIdentity(report.holding),
    placeOf(report.backtrace ?? (report.acquiring?.at ? [report.acquiring.at] : undefined)),
  ],
  sentence: (report) =>
    `${who(report)} takes ${named(report.acquiring)}${inFunction(report.acquiring?.at ? [report.acquiring.at] : undefined)} while already holding ${named(report.holding)}${sameInstance(report)}`,
};
