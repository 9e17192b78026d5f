// @ts-check
/** Random scenarios that look like what kernels do, from a seed. */

/** @import { Lock, LockType, Scenario, Step, Thread } from './scenario-line.mjs' */

/** Numbers in 0..1 that depend on nothing but the seed (mulberry32). @param {number} seed */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Locks that may be held together without a wait context report coming before anything else, and all of them.
 * @type {readonly { types: readonly LockType[], interrupts: number }[]}
 */
const PALETTES = [
  { types: ['spinlock', 'rwlock'], interrupts: 0.4 },
  { types: ['spinlock', 'rwlock', 'raw_spinlock'], interrupts: 0.4 },
  { types: ['rwlock'], interrupts: 0.4 },
  { types: ['raw_spinlock'], interrupts: 0.6 },
  { types: ['spinlock'], interrupts: 0.4 },
  { types: ['mutex', 'rwsem'], interrupts: 0.05 },
  { types: ['rwsem'], interrupts: 0.05 },
  { types: ['mutex', 'rwsem', 'rtmutex', 'percpu_rwsem', 'active_ref', 'completion'], interrupts: 0.05 },
  { types: ['percpu_rwsem', 'active_ref', 'completion', 'raw_spinlock'], interrupts: 0.4 },
  { types: ['percpu_rwsem', 'completion'], interrupts: 0.4 },
  { types: ['rwlock', 'percpu_rwsem', 'completion'], interrupts: 0.4 },
  { types: ['raw_spinlock', 'spinlock', 'rwlock'], interrupts: 0.5 },
  { types: ['mutex', 'spinlock', 'raw_spinlock', 'rwlock', 'rwsem'], interrupts: 0.25 },
];

/** How strict a lock is, as lockdep's wait types; the others are not checked. @type {Readonly<Partial<Record<LockType, number>>>} */
const WAIT_TYPES = { raw_spinlock: 2, spinlock: 3, rwlock: 3, mutex: 4, rtmutex: 4, rwsem: 4 };
const CONTEXT_WAIT_TYPES = { hardirq: 2, softirq: 3, task: 5 };

const LOCK_NAMES = 'ABCDEFGH';

/**
 * A scenario of 1 to 4 locks and 1 to 4 threads; of up to 8 and 7, `wide`. Wide ones are careless besides: threads end
 * with locks held and interrupts off, and let go of what they do not hold.
 * @param {() => number} random @param {boolean} [wide] @returns {Scenario}
 */
function randomScenario(random, wide = false) {
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  const chance = (/** @type {number} */ share) => random() < share;
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[below(items.length)]);

  const palette = pick(PALETTES);
  // How a class is used in half of the scenarios, so that order between classes decides: with interrupts (or bottom
  // halves) off in tasks, which such an interrupt may take it in, or in tasks only.
  const disciplined = chance(0.5);
  const nrLocks = wide ? 3 + below(6) : disciplined ? 2 + below(3) : 1 + below(4);
  /** @type {Lock[]} */
  const locks = [];
  const classOf = (/** @type {Lock} */ lock) => `${lock.class}/${lock.subclass}`;
  for (let at = 0; at < nrLocks; at++) {
    const shared = locks.length > 0 && chance(0.25) ? pick(locks) : undefined;
    locks.push({
      id: LOCK_NAMES.charAt(at),
      type: shared?.type ?? pick(palette.types),
      class: shared?.class ?? LOCK_NAMES.charAt(at).toLowerCase(),
      subclass: shared && chance(0.5) ? 1 + below(7) : 0,
    });
  }
  const safe = WAIT_TYPES[/** @type {LockType} */ (palette.types[0])] === 3 ? 'soft' : 'hard';
  const disciplines = new Map(locks.map((lock) => [lock.class, pick(['hard', 'soft', safe, 'task', 'task'])]));
  // Most scenarios take no class twice, or they would nearly all end there.
  const recursion = pick([0, 0, 0, 0.1, 1]);
  const rudeness = pick([0, 0, 0, 1]);
  const tries = pick([0, 0.1, 0.3]);
  const disorder = pick([0, 0.2]);
  const switching = disciplined ? pick([0, 0.05]) : pick([0, 0.15, 0.3]);
  const careless = wide ? pick([0, 0.3]) : 0;
  const wrong = wide ? pick([0, 0, 0.02]) : 0;

  /** @param {'task' | 'softirq' | 'hardirq'} context @returns {Step[]} */
  const program = (context) => {
    /** @type {Step[]} */
    const steps = [];
    /** @type {Lock[]} */
    const held = [];
    let irqs = 0;
    let bhs = 0;
    const release = () => {
      const at = chance(disorder) ? below(held.length) : held.length - 1;
      const [lock] = held.splice(at, 1);
      if (lock) steps.push({ op: 'release', lock: lock.id });
      if (!disciplined || chance(0.1)) return;
      const still = (/** @type {string} */ kind) => held.some((other) => disciplines.get(other.class) === kind);
      if (irqs === 1 && !still('hard')) {
        steps.push({ op: 'irq-on' });
        irqs--;
      }
      if (bhs === 1 && irqs === 0 && !still('soft')) {
        steps.push({ op: 'bh-on' });
        bhs--;
      }
    };
    const length = 1 + below(wide ? 18 : 10);
    while (steps.length < length) {
      if (chance(wrong)) {
        const lock = pick(locks);
        if (!held.includes(lock)) steps.push({ op: 'release', lock: lock.id });
        continue;
      }
      if (chance(switching)) {
        if (chance(0.5)) {
          const off = irqs === 0 || chance(0.3);
          steps.push({ op: off ? 'irq-off' : 'irq-on' });
          irqs += off ? 1 : -1;
        } else if (context !== 'hardirq') {
          const off = bhs === 0 || irqs > 0 || chance(0.3);
          steps.push({ op: off ? 'bh-off' : 'bh-on' });
          bhs += off ? 1 : -1;
        }
        continue;
      }
      if (held.length > 0 && chance(0.1 + 0.2 * held.length)) {
        release();
        continue;
      }
      const lock = pick(locks);
      if (held.some((other) => classOf(other) === classOf(lock)) && !chance(recursion)) {
        if (held.length > 0 && chance(0.3)) release();
        else if (chance(0.1)) break;
        continue;
      }
      const strictest = Math.min(CONTEXT_WAIT_TYPES[context], ...held.map(({ type }) => WAIT_TYPES[type] ?? 5));
      if ((WAIT_TYPES[lock.type] ?? 0) > strictest && !chance(rudeness)) {
        if (chance(0.2)) break;
        continue;
      }
      if (lock.type === 'completion' && chance(0.4)) {
        steps.push({ op: chance(0.8) ? 'wait' : 'complete', lock: lock.id });
        continue;
      }
      if (disciplined && !chance(0.05)) {
        const discipline = disciplines.get(lock.class);
        if (discipline === 'task' && context !== 'task') {
          if (chance(0.3)) break;
          continue;
        }
        if (discipline === 'soft' && context === 'hardirq') {
          if (chance(0.3)) break;
          continue;
        }
        if (discipline === 'hard' && context !== 'hardirq' && irqs === 0) {
          steps.push({ op: 'irq-off' });
          irqs++;
        } else if (discipline === 'soft' && context === 'task' && irqs === 0 && bhs === 0) {
          steps.push({ op: 'bh-off' });
          bhs++;
        }
      }
      const reads = ['rwlock', 'rwsem', 'percpu_rwsem', 'active_ref', 'completion'].includes(lock.type);
      const mode = reads ? pick(/** @type {const} */ (['write', 'read', 'read', 'recursive-read'])) : 'write';
      steps.push({ op: 'acquire', lock: lock.id, mode, try: chance(tries) });
      held.push(lock);
    }
    while ((held.length > 0 || irqs > 0 || bhs > 0) && !chance(careless)) {
      if (held.length > 0 && (chance(0.6) || (irqs === 0 && bhs === 0))) {
        release();
      } else if (irqs > 0) {
        steps.push({ op: 'irq-on' });
        irqs--;
      } else if (bhs > 0) {
        steps.push({ op: 'bh-on' });
        bhs--;
      }
    }
    return steps;
  };

  /** @type {Thread[]} */
  const threads = [];
  const nrThreads = wide ? 2 + below(6) : disciplined ? 2 + below(3) : 1 + below(4);
  for (let at = 0; at < nrThreads; at++) {
    // Interrupts come a little later more often: the order decides between kinds of reports.
    const interrupts = palette.interrupts * (at === 0 ? 0.7 : 1.1);
    const soft = WAIT_TYPES[/** @type {LockType} */ (palette.types[0])] === 3 ? 0.8 : 0.4;
    const context = chance(interrupts) ? (chance(soft) ? 'softirq' : 'hardirq') : 'task';
    threads.push({ id: `T${at}`, context, steps: program(context) });
  }
  return { schema: 'lockstep.scenario/1', locks, threads };
}

/**
 * Locks each used rightly by itself, in interrupts or in tasks that enable them, and threads that nest a few of them:
 * what is wrong, if anything, is only in how the threads' orders fit together. Random steps hardly ever get there.
 * @param {() => number} random @returns {Scenario}
 */
function randomOrders(random) {
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  const chance = (/** @type {number} */ share) => random() < share;
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[below(items.length)]);

  const hard = chance(0.5);
  /** @type {readonly LockType[]} */
  const types = hard
    ? pick([
        ['raw_spinlock'],
        ['percpu_rwsem', 'completion'],
        ['raw_spinlock', 'percpu_rwsem', 'completion', 'active_ref'],
      ])
    : pick([['spinlock'], ['rwlock'], ['spinlock', 'rwlock'], ['rwlock', 'completion', 'percpu_rwsem']]);
  const mixed = hard && chance(0.4);
  const off = hard || chance(0.3) ? 'irq-off' : 'bh-off';
  const on = off === 'irq-off' ? 'irq-on' : 'bh-on';
  /** @type {Lock[]} */
  const locks = Array.from({ length: 2 + below(3) }, (_, at) => ({
    id: 'ABCD'.charAt(at),
    type: pick(types),
    class: 'abcd'.charAt(at),
    subclass: 0,
  }));
  // Without a circle between them most of the time.
  const consistent = chance(0.75);
  const disorder = chance(0.4);
  const tries = pick([0, 0, 0.15]);
  const safe = new Set(locks.filter(() => chance(0.5)));
  const take = (/** @type {Lock} */ lock) => {
    const reads = ['rwlock', 'percpu_rwsem', 'active_ref', 'completion'].includes(lock.type);
    const mode = reads ? pick(/** @type {const} */ (['write', 'read', 'recursive-read'])) : 'write';
    return /** @type {Step} */ ({ op: 'acquire', lock: lock.id, mode, try: chance(tries) });
  };
  /** @type {Thread[]} */
  const threads = Array.from({ length: 3 + below(4) }, (_, at) => {
    const nest = chance(0.4) ? 1 : 2 + below(2);
    const chosen = [...locks].sort(() => random() - 0.5).slice(0, nest);
    const nested = consistent ? locks.filter((lock) => chosen.includes(lock)) : chosen;
    const id = `T${at}`;
    const inIrq = nested.every((lock) => safe.has(lock)) ? chance(0.6) : chance(0.03);
    /** @type {Step[]} */
    const steps = [];
    const switched =
      !inIrq &&
      (nested.length > 1 && !nested.every((lock) => !safe.has(lock))
        ? chance(0.93)
        : safe.has(/** @type {Lock} */ (nested[0])));
    if (switched) steps.push({ op: off });
    steps.push(...nested.map(take));
    const released = disorder ? [...nested].sort(() => random() - 0.5) : nested.toReversed();
    steps.push(...released.map((lock) => /** @type {Step} */ ({ op: 'release', lock: lock.id })));
    if (switched) steps.push({ op: on });
    const irq = hard && !(mixed && chance(0.5)) ? 'hardirq' : 'softirq';
    return { id, context: inIrq ? irq : 'task', steps };
  });
  return { schema: 'lockstep.scenario/1', locks, threads };
}

/** The scenarios of a run, in turn. @param {() => number} random @param {number} at @returns {Scenario} */
export function nextScenario(random, at) {
  if (at % 3 === 0) return randomOrders(random);
  return randomScenario(random, at % 6 === 1);
}
