/**
 * Locks that outlive what they should not: held lock freed!, still has locks held!, lock held when returning to user
 * space! (lockdep.c `print_freed_lock_bug`, `print_held_locks_bug`, `lockdep_sys_exit`).
 */
import { classIdentity, missingTail, named, placeOf, setTask, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';

const heldNames = (report: AnyReport): string =>
  report.heldLocks && report.heldLocks.length > 0
    ? report.heldLocks.map((held) => held.lock.class).join(', ')
    : 'a lock that was not printed';
const heldIdentity = (report: AnyReport): string[] =>
  (report.heldLocks ?? []).map(
    (held) => `${classIdentity(held.lock)}@${placeOf(held.lock.at ? [held.lock.at] : undefined)}`,
  );

export const heldLockFreed: KindGrammar = {
  kind: 'held-lock-freed',
  headlines: [/^held lock freed!?$/],
  prompts: [
    {
      // {comm}/{pid} is freeing memory {ptr}-{ptr}, with a lock still held there!
      pattern: /^(.{1,64}?) is freeing memory ([0-9a-f]{8,16}) ?- ?([0-9a-f]{8,16}), with a lock still held there!?$/,
      word: ' is freeing ',
      apply: (match, draft) => {
        if (!setTask(draft, match[1]!)) return false;
        draft.report.freed ??= { from: match[2]!, to: match[3]! };
        draft.slot = 'holding';
        return true;
      },
    },
  ],
  core: (report) => [
    ...(report.holding ? [] : ['lock in the freed memory']),
    ...(report.freed ? [] : ['freed memory']),
  ],
  rest: missingTail,
  identity: (report) => [
    classIdentity(report.holding),
    placeOf(report.holding?.at ? [report.holding.at] : undefined),
    placeOf(report.backtrace),
  ],
  sentence: (report) => `${who(report)} frees memory that holds ${named(report.holding)} while that lock is held`,
};

export const heldAtExit: KindGrammar = {
  kind: 'locks-held-at-exit',
  headlines: [/^(.{1,64}\/\d{1,10}) still has locks held!?$/, /^lock held at task exit time!?$/],
  prompts: [
    {
      // {comm}/{pid} is exiting with locks still held!
      pattern: /^(.{1,64}) is exiting with locks still held!?$/,
      word: ' is exiting ',
      apply: (match, draft) => setTask(draft, match[1]!),
    },
  ],
  core: (report) => (report.heldLocks && report.heldLocks.length > 0 ? [] : ['held locks']),
  rest: missingTail,
  identity: (report) => [...heldIdentity(report), placeOf(report.backtrace)],
  sentence: (report) => `${who(report)} still holds ${heldNames(report)} where no lock may be held`,
};

export const heldInUser: KindGrammar = {
  kind: 'locks-held-in-user',
  headlines: [/^lock held when returning to user space!?$/],
  prompts: [
    {
      // {comm}/{pid} is leaving the kernel with locks still held!
      pattern: /^(.{1,64}) is leaving the kernel with locks still held!?$/,
      word: ' is leaving ',
      apply: (match, draft) => setTask(draft, match[1]!),
    },
  ],
  core: (report) => (report.heldLocks && report.heldLocks.length > 0 ? [] : ['held locks']),
  // No stack: the kernel prints none.
  rest: (report) => missingTail(report).filter((part) => part !== 'stack backtrace'),
  identity: heldIdentity,
  sentence: (report) => `${who(report)} returns to user space while holding ${heldNames(report)}`,
};
