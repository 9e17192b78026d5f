/** Valid random scenarios from a tape of numbers: a shorter or smaller tape gives a simpler scenario, so tests shrink well. */
import type { LockType, Scenario, ScenarioStep, ScenarioThread } from '../../contract/scenario.ts';

export interface RandomShape {
  readonly threads: number;
  readonly locks: number;
  /** Steps of a thread before everything it still holds is released. */
  readonly steps: number;
  readonly types: readonly LockType[];
  readonly tries: boolean;
  readonly interrupts: boolean;
}

export const ALL_TYPES: readonly LockType[] = [
  'mutex',
  'spinlock',
  'raw_spinlock',
  'rwlock',
  'rwsem',
  'percpu_rwsem',
  'rtmutex',
  'active_ref',
  'completion',
];

/** Numbers for a tape from a seed (mulberry32). */
export function tapeOf(seed: number, length: number): number[] {
  let a = seed >>> 0;
  return Array.from({ length }, () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  });
}

/** A valid scenario; an exhausted tape reads as zeros. */
export function scenarioFromTape(tape: readonly number[], shape: RandomShape): Scenario {
  let at = 0;
  const pick = (n: number): number => (tape[at++] ?? 0) % n;
  const locks = Array.from({ length: 1 + pick(shape.locks) }, (_, index) => ({
    id: String.fromCharCode(65 + index),
    type: shape.types[pick(shape.types.length)]!,
    class: String.fromCharCode(65 + index),
    subclass: 0,
  }));
  // A completion is either counted or entered, see semantics/completion.ts.
  const counted = new Set(locks.filter((lock) => lock.type === 'completion' && pick(2) === 1).map((lock) => lock.id));
  const threads: ScenarioThread[] = [];
  const count = 1 + pick(shape.threads);
  for (let index = 0; index < count; index++) threads.push(makeThread(index));
  return { schema: 'lockstep.scenario/1', locks, threads };

  function makeThread(index: number): ScenarioThread {
    const before = threads[index - 1];
    if (before && pick(4) === 3) return { ...before, id: `T${index}` };
    const context = shape.interrupts && index > 0 && pick(3) === 1 ? (pick(2) === 0 ? 'hardirq' : 'softirq') : 'task';
    // The first thread is always a task.
    const tasks = threads.filter((thread) => thread.context === 'task');
    const on = context !== 'task' && pick(3) !== 0 ? tasks[pick(tasks.length)]!.id : undefined;
    const steps: ScenarioStep[] = [];
    const held: string[] = [];
    let irqOff = 0;
    let bhOff = 0;
    let tries = 0;
    const wanted = 1 + pick(shape.steps);
    while (steps.length < wanted) {
      const kind = pick(8);
      const lock = locks[pick(locks.length)]!;
      if (kind === 7 && shape.interrupts) {
        if (irqOff > 0 && pick(2) === 0) {
          steps.push({ op: 'irq-on' });
          irqOff--;
        } else if (bhOff > 0 && pick(2) === 0) {
          steps.push({ op: 'bh-on' });
          bhOff--;
        } else if (pick(3) === 0) {
          steps.push({ op: 'bh-off' });
          bhOff++;
        } else {
          steps.push({ op: 'irq-off' });
          irqOff++;
        }
      } else if (kind >= 5 && held.length > 0) {
        const [released] = held.splice(pick(held.length), 1);
        steps.push({ op: 'release', lock: released! });
      } else if (counted.has(lock.id)) {
        steps.push({ op: kind % 2 === 0 ? 'complete' : 'wait', lock: lock.id });
      } else if (lock.type === 'completion' && kind === 1) {
        steps.push({ op: 'wait', lock: lock.id });
      } else {
        const reads = ['rwlock', 'rwsem', 'percpu_rwsem', 'active_ref', 'completion'].includes(lock.type);
        const mode = reads ? (['write', 'read', 'read', 'recursive-read'] as const)[pick(4)]! : 'write';
        const refusable = lock.type === 'active_ref' && mode !== 'write';
        const tried = shape.tries && lock.type !== 'completion' && tries < 3 && pick(4) === 1;
        if (tried || refusable) {
          if (tries >= 3) {
            steps.push({ op: 'irq-off' }, { op: 'irq-on' });
            continue;
          }
          tries++;
        }
        steps.push({ op: 'acquire', lock: lock.id, mode, try: tried });
        held.push(lock.id);
      }
    }
    const leaves = pick(8) === 7;
    while (held.length > 0 && !leaves) steps.push({ op: 'release', lock: held.splice(pick(held.length), 1)[0]! });
    // Some end with interrupts off.
    while (irqOff-- > 0 && !leaves) steps.push({ op: 'irq-on' });
    while (bhOff-- > 0 && !leaves) steps.push({ op: 'bh-on' });
    return { id: `T${index}`, context, ...(on === undefined ? {} : { on }), steps };
  }
}
