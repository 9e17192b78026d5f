/** inconsistent lock state (lockdep.c `print_usage_bug`). */
import { classIdentity, missingTail, named, placeOf, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';
import { describeUsage } from '../usage.ts';

export const inconsistentState: KindGrammar = {
  kind: 'inconsistent-state',
  headlines: [/^inconsistent lock state$/],
  prompts: [
    {
      // inconsistent {A} -> {B} usage.
      pattern: /^inconsistent \{([A-Z_ -]{2,40})\} -> \{([A-Z_ -]{2,40})\}(?: usage\.?)?$/i,
      apply: (match, draft) => {
        draft.report.usageConflict ??= { from: match[1]!, to: match[2]! };
        return true;
      },
    },
    {
      // {A} state was registered at:
      pattern: /^(\{[A-Z_ -]{2,40}\} state was registered at):?$/i,
      apply: (match, draft) => {
        const frames: NonNullable<AnyReport['backtrace']> = [];
        const stacks = (draft.report.stacks ??= []);
        const n = stacks.push({ title: match[1]!, frames }) - 1;
        draft.sink = { frames, pointer: `/stacks/${n}/frames`, backtrace: false };
        draft.slot = undefined;
        return true;
      },
    },
  ],
  core: (report) => {
    const missing: string[] = [];
    if (!report.usageConflict) missing.push('the two usages');
    if (!report.acquiring) missing.push('lock');
    if (!report.stacks?.some((stack) => stack.frames.length > 0)) missing.push('stack of the earlier state');
    if (report.scenario === undefined && !/^2\.6\./.test(report.kernel?.release ?? '')) missing.push('scenario table');
    return missing;
  },
  rest: (report) => [...(report.irqEvents === undefined ? ['irq event stamps'] : []), ...missingTail(report)],
  identity: (report) => [
    classIdentity(report.acquiring),
    report.usageConflict?.from ?? '',
    report.usageConflict?.to ?? '',
    placeOf(report.acquiring?.at ? [report.acquiring.at] : undefined),
    placeOf(report.stacks?.[0]?.frames),
  ],
  sentence: (report) => {
    const now = report.usageConflict ? describeUsage(report.usageConflict.to) : 'in one way';
    const before = report.usageConflict ? describeUsage(report.usageConflict.from) : 'in a conflicting way';
    return `${who(report)} uses ${named(report.acquiring)} ${now}; earlier it was used ${before}`;
  },
};
