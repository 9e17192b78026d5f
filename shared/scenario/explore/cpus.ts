/**
 * The threads of a part (part.ts) that share a CPU, while helpers run along: an interrupt that has begun and has not
 * returned keeps what is below it from moving, and comes only where what runs there lets it in. Interrupts come right
 * before their first step; those of the circle that stand still before it come last of all.
 *
 * Without helpers none of this is needed: the task of a CPU is in the circle only under its interrupt, which is held back
 * until then, or does not run at all.
 */
import { members } from '../machine.ts';
import type { Machine, Point } from '../machine/points.ts';
import type { ThreadSet } from '../semantics/family.ts';
import { mayInterrupt } from '../semantics/interrupts.ts';
import type { Candidate } from './candidates.ts';
import { boundTo } from './places.ts';
import type { Part } from './part.ts';
import type { Snapshot } from './tables.ts';

export interface Cpus {
  /** Add who stands still and who cannot come yet to the snapshot's blockers, and fill `coupled`. */
  restrain(points: readonly number[], snapshot: Snapshot): void;
  /** Helpers (bit set) that stand on top of a thread of the circle: they have to return before it is closed. */
  inTheWay(points: readonly number[]): ThreadSet;
}

/**
 * Undefined when no interrupt of the part shares its CPU.
 *
 * @param whole the machine the part was cut from.
 */
export function cpusOfPart(whole: Machine, part: Part, candidate: Candidate): Cpus | undefined {
  const { machine, threads } = part.tables;
  const circle = candidate.threads.length;
  if (part.runners.length === circle) return undefined;
  const contextOf = (i: number): string => machine.threads[i]!.context;
  const groups = new Map<number, ThreadSet>();
  part.runners.forEach((thread, i) => {
    const cpu = i < circle ? candidate.cpus[i]! : boundTo(whole, thread);
    if (cpu !== -1) groups.set(cpu, (groups.get(cpu) ?? 0) | (1 << i));
  });
  const shared = [...groups.values()]
    .map(members)
    .filter((group) => group.some((i) => contextOf(i) !== 'task') && group.length > 1);
  if (shared.length === 0) return undefined;

  const pointOf = (points: readonly number[], i: number): Point => threads[i]!.points[points[i]!]!;
  /** It has come and not returned. Those of the circle never return. */
  const runs = (points: readonly number[], i: number): boolean =>
    contextOf(i) !== 'task' && points[i] !== 0 && (i < circle || pointOf(points, i).kind !== 'end');
  /** An interrupt of the circle that closes it on top of the thread below. */
  const closes = (i: number): boolean => i < circle && candidate.under[(i + circle - 1) % circle]!;

  const blockerOf = (group: readonly number[], points: readonly number[], i: number): number => {
    const running = (context: string): number => group.find((j) => contextOf(j) === context && runs(points, j)) ?? -1;
    const soft = running('softirq');
    const hard = running('hardirq');
    if (contextOf(i) === 'task') return soft === -1 ? hard : soft;
    if (runs(points, i)) return i === hard ? -1 : hard;
    if (closes(i)) return group.find((j) => j >= circle && runs(points, j)) ?? -1;
    const task = group.find((j) => contextOf(j) === 'task') ?? -1;
    const top = [hard, soft, task].find((j) => j !== -1);
    if (top === undefined) return -1;
    const { kind, flags } = pointOf(points, top);
    const idle = top === task && top >= circle && kind === 'end';
    return idle || mayInterrupt(machine.threads[i]!.context, machine.threads[top]!.context, flags) ? -1 : top;
  };

  return {
    restrain(points, snapshot) {
      for (const group of shared) {
        let moving = 0;
        let pending = 0;
        for (const i of group) {
          if (pointOf(points, i).kind === 'end') continue;
          moving |= 1 << i;
          if (contextOf(i) !== 'task' && points[i] === 0) pending |= 1 << i;
        }
        for (const i of group) {
          snapshot.coupled[i] = (pending & (1 << i) ? moving : pending) & ~(1 << i);
          const blocker = blockerOf(group, points, i);
          if (blocker !== -1) snapshot.blockers[i] = 1 << blocker;
        }
      }
    },
    inTheWay(points) {
      let found = 0;
      for (const group of shared) {
        const own = group.filter((i) => i < circle);
        const task = own.some((i) => contextOf(i) === 'task');
        const soft = own.some((i) => contextOf(i) === 'softirq');
        for (const i of group)
          if (i >= circle && runs(points, i) && (task || (soft && contextOf(i) === 'hardirq'))) found |= 1 << i;
      }
      return found;
    },
  };
}
