/** Nested lock was not taken (lockdep.c `print_lock_nested_lock_not_held`). */
import { classIdentity, inFunction, missingTail, named, placeOf, who } from './common.ts';
import type { KindGrammar } from './grammar.ts';

export const nestedLock: KindGrammar = {
  kind: 'nested-lock-not-taken',
  headlines: [/^Nested lock was not taken$/],
  prompts: [
    {
      pattern: /^but this task is not holding:?$/,
      apply: (_match, draft) => {
        draft.slot = 'notHolding';
        return true;
      },
    },
  ],
  core: (report) => [
    ...(report.acquiring ? [] : ['lock being acquired']),
    ...(report.notHolding ? [] : ['lock that should be held']),
  ],
  rest: missingTail,
  identity: (report) => [
    classIdentity(report.acquiring),
    classIdentity(report.notHolding),
    placeOf(report.acquiring?.at ? [report.acquiring.at] : report.backtrace),
  ],
  sentence: (report) =>
    `${who(report)} takes ${named(report.acquiring)}${inFunction(report.acquiring?.at ? [report.acquiring.at] : undefined)} as nested in ${named(report.notHolding)}, which it does not hold`,
};
