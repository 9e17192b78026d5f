/**
 * The size that exploration has to master: 8 threads, 12 operations each, 6 locks; sections of depth 2 and 3, nested in
 * random order. Used by the tests and by `npm run bench explore`.
 */
import type { LockType, Scenario, ScenarioStep } from '../../contract/scenario.ts';
import { tapeOf } from './random-scenario.ts';

export const BIG_FAMILIES = [
  'mutex',
  'rw',
  'try',
  'irq',
  'irq-cpu',
  'irq-off',
  'irq-try',
  'entered',
  'counted',
  'counted-try',
  'counted-irq',
] as const;
export type BigFamily = (typeof BIG_FAMILIES)[number];

const THREADS = 8;
const OPERATIONS = 12;
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'];
const READERS: readonly LockType[] = ['rwsem', 'rwlock', 'percpu_rwsem'];

/**
 * @param ordered Locks are always taken in the order of their names (and in `irq-off` with interrupts off), so that most
 *   circles cannot close.
 */
export function bigScenario(seed: number, family: BigFamily = 'mutex', ordered = false): Scenario {
  const numbers = tapeOf(seed, 2000);
  let at = 0;
  const pick = (n: number): number => numbers[at++ % numbers.length]! % n;
  const irqs = family.includes('irq');
  const counted = family.startsWith('counted');
  const types = NAMES.map((_, index): LockType => {
    if (irqs) return index % 2 === 0 ? 'spinlock' : 'rwlock';
    return family === 'rw' ? READERS[pick(3)]! : 'mutex';
  });
  const locks = NAMES.map((id, index) => ({ id, type: types[index]!, class: id, subclass: 0 }));
  if (counted || family === 'entered') locks[5] = { id: 'F', type: 'completion', class: 'F', subclass: 0 };
  const threads = Array.from({ length: THREADS }, (_, index) => {
    const interrupt = irqs && index >= THREADS - 3;
    const context = interrupt
      ? index === THREADS - 1
        ? ('softirq' as const)
        : ('hardirq' as const)
      : ('task' as const);
    const on = interrupt && family === 'irq-cpu' ? { on: `T${index - 5}` } : {};
    return { id: `T${index}`, context, ...on, steps: makeSteps(index, context === 'hardirq') };
  });
  return { schema: 'lockstep.scenario/1', locks, threads };

  function makeSteps(index: number, interruptsOff: boolean): ScenarioStep[] {
    const steps: ScenarioStep[] = [];
    let tries = 0;
    while (steps.length < OPERATIONS) {
      const left = OPERATIONS - steps.length;
      if (counted && left >= 5 && pick(3) === 0) {
        steps.push({ op: index % 2 === 0 || (irqs && index >= THREADS - 3) ? 'complete' : 'wait', lock: 'F' });
        continue;
      }
      if (left === 1) {
        steps.push(counted ? { op: 'complete', lock: 'F' } : { op: 'irq-off' });
        continue;
      }
      const off = family === 'irq-off' && !interruptsOff && (ordered || (left >= 6 && pick(2) === 0));
      if (off && left < 4) {
        steps.push({ op: 'irq-off' }, { op: 'irq-on' });
        continue;
      }
      const room = Math.floor((left - (off ? 2 : 0)) / 2);
      const depth = room >= 3 ? 2 + pick(2) : room;
      const usable = counted ? NAMES.slice(0, 5) : NAMES;
      const chosen = usable
        .map((lock) => ({ lock, order: pick(1000) }))
        .sort((a, b) => a.order - b.order)
        .slice(0, depth)
        .map(({ lock }) => lock);
      if (ordered) chosen.sort();
      if (off) steps.push({ op: 'irq-off' });
      for (const lock of chosen) steps.push(take(lock));
      for (const lock of [...chosen].reverse()) steps.push({ op: 'release', lock });
      if (off) steps.push({ op: 'irq-on' });
    }
    return steps;

    function take(lock: string): ScenarioStep {
      const type = locks[NAMES.indexOf(lock)]!.type;
      if (type === 'completion') return { op: 'acquire', lock, mode: 'read', try: false };
      const reads = READERS.includes(type) && pick(2) === 0;
      const tried = family.endsWith('try') && tries < 3 && pick(4) === 0;
      if (tried) tries++;
      return { op: 'acquire', lock, mode: reads ? 'read' : 'write', try: tried };
    }
  }
}
