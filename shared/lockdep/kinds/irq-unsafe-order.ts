/** X-safe -> X-unsafe lock order detected (lockdep.c `print_bad_irq_dependency`). */
import { findLockTerm } from '../lock-term.ts';
import { classIdentity, missingTail, named, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';
import type { Draft } from '../draft.ts';

export const openStack = (draft: Draft, title: string): boolean => {
  const frames: NonNullable<AnyReport['backtrace']> = [];
  const stacks = (draft.report.stacks ??= []);
  const n = stacks.push({ title, frames }) - 1;
  draft.sink = { frames, pointer: `/stacks/${n}/frames`, backtrace: false };
  draft.slot = undefined;
  return true;
};

export const irqUnsafeOrder: KindGrammar = {
  kind: 'irq-unsafe-order',
  headlines: [/^([A-Z_]{3,12}(?:-READ)?)-safe -> [A-Z_]{3,12}(?:-READ)?-unsafe lock order detected$/],
  prompts: [
    {
      pattern: /^and this task is already holding:?$/,
      apply: (_match, draft) => {
        draft.slot = 'holding';
        return true;
      },
    },
    {
      pattern: /^which would create a new lock dependency:?$/,
      apply: (_match, draft) => {
        draft.slot = 'newDependency';
        return true;
      },
    },
    {
      // but this new dependency connects a {X}-irq-safe lock:
      pattern: /^but this new dependency connects a ([A-Z_]{3,12}(?:-READ)?)-irq-safe lock:?$/,
      apply: (match, draft) => {
        draft.report.irqState ??= match[1]!;
        draft.slot = 'safeLock';
        return true;
      },
    },
    {
      // to a {X}-irq-unsafe lock:
      pattern: /^to a (?:new )?([A-Z_]{3,12}(?:-READ)?)-irq-unsafe lock:?$/,
      apply: (_match, draft) => {
        draft.slot = 'unsafeLock';
        draft.sink = undefined;
        return true;
      },
    },
    {
      // ... which became {X}-irq-safe at:
      pattern: /^\.{3} ?(which became [A-Z_]{3,12}(?:-READ)?-irq-(?:un)?safe at):?$/,
      apply: (match, draft) => openStack(draft, match[1]!),
    },
  ],
  core: (report) => {
    const missing: string[] = [];
    if (!report.acquiring) missing.push('lock being acquired');
    if (!report.holding) missing.push('lock already held');
    if (!report.newDependency) missing.push('new dependency');
    if (!report.safeLock) missing.push('irq-safe lock');
    if (!report.unsafeLock) missing.push('irq-unsafe lock');
    for (const what of ['safe', 'unsafe']) {
      const stack = report.stacks?.find((one) => one.title.endsWith(`-irq-${what} at`));
      if (!stack || stack.frames.length === 0) missing.push(`stack where the lock became irq-${what}`);
    }
    if (report.scenario === undefined && !/^2\.6\./.test(report.kernel?.release ?? '')) missing.push('scenario table');
    return missing;
  },
  rest: (report) => [...((report.dependencies?.length ?? 0) < 2 ? ['dependency dumps'] : []), ...missingTail(report)],
  identity: (report) => [
    report.irqState ?? '',
    classIdentity(report.safeLock),
    classIdentity(report.holding),
    classIdentity(report.acquiring),
    classIdentity(report.unsafeLock),
  ],
  sentence: (report) => {
    const irq = (report.irqState ?? 'irq').toLowerCase().replace('-read', '');
    return `${who(report)} takes ${named(report.acquiring)} while holding ${named(report.holding)}: a ${irq} that needs ${named(report.safeLock ?? report.holding)} can now interrupt the holder of ${named(report.unsafeLock ?? report.acquiring)}, which is taken with ${irq}s enabled`;
  },
};

/** "TERM -> TERM" in one line, or cut behind the arrow. */
export const parseNewDependency = (text: string): AnyReport['newDependency'] => {
  const from = findLockTerm(text);
  if (from?.before.trim() !== '') return undefined;
  const arrow = from.after.trimStart();
  if (!arrow.startsWith('->')) return undefined;
  const to = findLockTerm(arrow.slice(2));
  return to?.before.trim() === '' ? { from: from.lock, to: to.lock } : undefined;
};
