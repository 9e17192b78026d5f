/**
 * Dependencies that never happened: functions that take locks one in the other only to teach lockdep an order before
 * anybody can get it wrong. They run at boot or when an object is made, but what they say holds always.
 */
import type { Frame } from '../contract/report.ts';
import { baseSymbol } from '../lockdep/machinery.ts';

interface Teacher {
  readonly symbol: RegExp;
  /** Only for these classes; the function really takes others. */
  readonly lock: RegExp;
}

const TEACHERS: readonly Teacher[] = [
  // drivers/dma-buf/dma-resv.c, an initcall: reservation locks, memory reclaim, fences.
  { symbol: /^dma_resv_lockdep$/, lock: /./ },
  // block/blk-core.c, 6.13: reclaim may have to write to this queue.
  { symbol: /^blk_alloc_queue$/, lock: /q_usage_counter/ },
  // mm/page_alloc.c: whoever reclaims may have to tell mmu notifiers.
  { symbol: /^fs_reclaim_acquire$/, lock: /^(__)?mmu_notifier_invalidate_range_start/ },
  { symbol: /^(fs_reclaim_taints_mutex|i915_gem_shrinker_taints_mutex|primelockdep)$/, lock: /./ },
];
/** How far from the primitives a teacher may be: all but dma_resv_lockdep take the lock themselves. */
const NEAR = 8;

/**
 * The function that teaches lockdep this dependency.
 *
 * @param lock the class that was taken
 * @param frames the stack of its acquisition, innermost first
 * @returns its name; undefined when the dependency is one that happened
 */
export function teacherOf(lock: string, frames: readonly Frame[]): string | undefined {
  const symbols = frames
    .filter((frame) => frame.reliable)
    .slice(0, NEAR)
    .map((frame) => baseSymbol(frame.symbol));
  return symbols.find((symbol) => TEACHERS.some((teacher) => teacher.symbol.test(symbol) && teacher.lock.test(lock)));
}

/** What a replay says of the step that was only taught. */
export const taughtNote = (teacher: string): string =>
  `${teacher}() only teaches lockdep this order, which everybody has to keep: nothing was waited for there.`;

/** True for a step with that note. */
export const isTaught = ({ note }: { readonly note?: string }): boolean =>
  note?.includes('only teaches lockdep this order') === true;
