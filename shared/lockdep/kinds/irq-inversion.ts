/** possible irq lock inversion dependency detected (lockdep.c `print_irq_inversion_bug`). */
import { classIdentity, missingTail, named, placeOf, setTask, who } from './common.ts';
import type { KindGrammar } from './grammar.ts';

export const irqInversion: KindGrammar = {
  kind: 'irq-inversion',
  headlines: [/^possible irq lock inversion dependency detected$/],
  prompts: [
    {
      // {comm}/{pid} just changed the state of lock:
      pattern: /^(.{1,64}) just changed the state of lock:?$/,
      word: ' just changed ',
      apply: (match, draft) => {
        draft.slot = 'acquiring';
        return setTask(draft, match[1]!);
      },
    },
    {
      // but this lock took another, {X}-unsafe lock in the past:   (X is e.g. HARDIRQ, SOFTIRQ-READ)
      pattern:
        /^but this lock (took another|was taken by another), ([A-Z_]{3,12}(?:-READ)?)-(?:irq-)?((?:un)?safe) lock in the past:?$/,
      apply: (match, draft) => {
        draft.slot = 'otherLock';
        draft.report.irqState ??= match[2]!;
        draft.report.otherRelation ??= `${match[1]!}, ${match[2]!}-${match[3]!} lock`;
        return true;
      },
    },
    {
      pattern: /^and interrupts? could create inverse lock ordering between them\.?$/,
      apply: (_match, draft) => {
        draft.slot = undefined;
        return true;
      },
    },
  ],
  core: (report) => [
    ...(report.acquiring ? [] : ['lock whose state changed']),
    ...(report.otherLock ? [] : ['other lock']),
    ...(report.scenario === undefined && !/^2\.6\./.test(report.kernel?.release ?? '') ? ['scenario table'] : []),
  ],
  rest: (report) => [...(report.dependencies === undefined ? ['dependency dump'] : []), ...missingTail(report)],
  identity: (report) => [
    classIdentity(report.acquiring),
    classIdentity(report.otherLock),
    report.otherRelation ?? '',
    placeOf(report.acquiring?.at ? [report.acquiring.at] : undefined),
  ],
  sentence: (report) => {
    const irq = (report.irqState ?? 'irq').toLowerCase().replace('-read', '');
    const past = report.otherRelation?.startsWith('was taken by') ? 'was taken inside' : 'took';
    return `${who(report)} changed how ${named(report.acquiring)} is used; earlier it ${past} ${named(report.otherLock)}, and a ${irq} could take the two in the inverse order`;
  },
};
