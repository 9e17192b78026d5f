/** Invalid wait context (lockdep.c `print_lock_invalid_wait_context`, 5.7+). */
import type { LockRef } from '../../contract/report.ts';
import { waitTypesOf } from '../usage.ts';
import { classIdentity, inFunction, missingTail, named, placeOf, setTask, who } from './common.ts';
import type { KindGrammar } from './grammar.ts';

export const invalidWaitContext: KindGrammar = {
  kind: 'invalid-wait-context',
  headlines: [/^Invalid wait context$/],
  prompts: [
    {
      // {comm}/{pid} is trying to lock:
      pattern: /^(.{1,64}) is trying to lock:?$/,
      word: ' is trying to ',
      apply: (match, draft) => {
        draft.slot = 'acquiring';
        draft.sink = undefined;
        return setTask(draft, match[1]!);
      },
    },
    {
      // context-{outer:inner}
      pattern: /^context-\{(\d{1,2}:\d{1,2})\}$/,
      apply: (match, draft) => {
        draft.report.waitContext ??= match[1]!;
        return true;
      },
    },
  ],
  core: (report) => [
    ...(report.acquiring ? [] : ['lock being acquired']),
    ...(report.waitContext === undefined && !/^5\.[678]\./.test(report.kernel?.release ?? '') ? ['wait context'] : []),
  ],
  rest: missingTail,
  identity: (report) => [
    classIdentity(report.acquiring),
    placeOf(report.backtrace ?? (report.acquiring?.at ? [report.acquiring.at] : undefined)),
    report.waitContext ?? '',
  ],
  sentence: (report) => {
    const inner = (lock: LockRef): number => waitTypesOf(lock)?.inner ?? Number.NaN;
    const outer = waitTypesOf(report.acquiring)?.outer ?? Number.NaN;
    const culprit = report.heldLocks
      ?.filter((held) => inner(held.lock) > 0 && inner(held.lock) < outer)
      .sort((a, b) => inner(a.lock) - inner(b.lock))[0];
    const where = culprit
      ? `while holding ${named(culprit.lock)}`
      : `in a context (${report.waitContext ?? 'not printed'})`;
    return `${who(report)} takes ${named(report.acquiring)}${inFunction(report.acquiring?.at ? [report.acquiring.at] : undefined)}, which may wait longer than is allowed, ${where}`;
  },
};
