/**
 * Usage bits of a lock class and which of them exclude each other (kernel/locking/lockdep_internals.h and lockdep.c,
 * 6.12). A bit says: taken in (or with) this kind of interrupt, as a reader or not.
 */

/** Lowest bit: reader. Next bit: ENABLED (else USED_IN). Above: 0 hardirq, 1 softirq. As the kernel numbers them. */
export type UsageBit = number;

const READ = 1;
const ENABLED = 2;

export const USED_IN_HARDIRQ: UsageBit = 0;
export const ENABLED_HARDIRQ: UsageBit = ENABLED;
export const USED_IN_SOFTIRQ: UsageBit = 4;
export const ENABLED_SOFTIRQ: UsageBit = 4 + ENABLED;

/** A set of usage bits. */
export type UsageMask = number;

export const maskOf = (bit: UsageBit): UsageMask => 1 << bit;
/** The same usage as a reader. */
export const asReader = (bit: UsageBit): UsageBit => bit | READ;
export const isReader = (bit: UsageBit): boolean => (bit & READ) !== 0;
export const isEnabled = (bit: UsageBit): boolean => (bit & ENABLED) !== 0;
/** The writer's usage that excludes this one: same interrupt, other direction. */
export const exclusiveBit = (bit: UsageBit): UsageBit => (bit & ~READ) ^ ENABLED;

const every = (test: (bit: UsageBit) => boolean): UsageMask =>
  [0, 1, 2, 3, 4, 5, 6, 7].filter(test).reduce((mask, bit) => mask | maskOf(bit), 0);
export const ALL_USED_IN = every((bit) => !isEnabled(bit));
export const ALL_ENABLED = every(isEnabled);
/** All usages that are not a reader's. */
export const ALL_WRITERS = every((bit) => !isReader(bit));

/** Usages that exclude one of `mask`, readers and writers of each. Its own inverse as far as searches need it. */
export function excludedBy(mask: UsageMask): UsageMask {
  let excluded = 0;
  for (let bit = 0; bit < 8; bit++) {
    if (!(mask & maskOf(bit))) continue;
    const opposite = exclusiveBit(bit);
    excluded |= maskOf(opposite) | maskOf(asReader(opposite));
  }
  return excluded;
}

/** `hardirq` or `softirq`. */
export const interruptOf = (bit: UsageBit): 'hardirq' | 'softirq' => (bit < 4 ? 'hardirq' : 'softirq');
