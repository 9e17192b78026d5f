/** State by state without interrupts: states are numbers in one array, and what can happen in one go does (fuse.ts). */
import { IDLE_CPU, isRefused, type MachineAction, type MachineState } from '../machine.ts';
import { circlesOf } from './circles.ts';
import { Closures } from './closures.ts';
import { fuse } from './fuse.ts';
import { newHope } from './hope.ts';
import type { ExploreProgress } from './options.ts';
import { newSnapshot, take, type Tables } from './tables.ts';
import { newVisited } from './visited.ts';
import { WalkFinds } from './walk-finds.ts';
import type { Walked, WalkOptions } from './walk.ts';

/** Every deadlock, each with some run to it. */
export function* walkFused(tables: Tables, options: WalkOptions): Generator<ExploreProgress, Walked> {
  const { machine } = tables;
  const { tables: fused, start } = fuse(tables);
  const count = machine.threads.length;
  const hope = options.open && newHope(fused, options.open);
  const visited = newVisited(tables);
  const snapshot = newSnapshot(machine);
  const closures = new Closures(fused);
  const finds = new WalkFinds(options);
  const on = machine.threads.map(() => IDLE_CPU);
  /** The path: a state and the threads still to be tried from it, per level; what each level's state was entered by. */
  const path: number[][] = [];
  const tries: number[] = [];
  const movers: number[] = [];
  let transitions = 0;

  const look = (points: readonly number[]): number => {
    const state: MachineState = { points, on };
    take(fused, snapshot, state);
    let enabled = 0;
    let blocked = 0;
    for (let i = 0; i < count; i++) {
      if (fused.threads[i]!.points[points[i]!]!.kind === 'end') continue;
      if (snapshot.blockers[i] === 0) enabled |= 1 << i;
      else blocked |= 1 << i;
    }
    if (enabled !== 0) {
      if (hope?.isGone(points)) return 0;
      closures.at(snapshot, points);
      return closures.smallest(enabled, enabled);
    }
    if (blocked === 0) return 0;
    for (const circle of circlesOf(machine, tables.twins, state, blocked)) {
      if (finds.add(circle, () => unfused([...path.slice(1), points], movers))) hope?.learn(circle.key);
    }
    return 0;
  };

  /** The run with each step by itself. */
  const unfused = (states: readonly (readonly number[])[], threads: readonly number[]): MachineAction[] => {
    const run: MachineAction[] = [];
    const at = machine.threads.map(() => 0);
    const follow = (thread: number, to: number): void => {
      for (let first = true; at[thread] !== to; first = false) {
        const point = machine.threads[thread]!.points[at[thread]!]!;
        // Only the first step can fail: the others are never tries.
        const refused = first && point.failed !== -1 && isRefused(machine, { points: at, on }, thread);
        at[thread] = refused ? point.failed : point.next;
        run.push({ thread });
      }
    };
    start.forEach((point, thread) => follow(thread, point));
    threads.forEach((thread, level) => follow(thread, states[level]![thread]!));
    return run;
  };

  const then = { points: [...start], on };
  visited.add(then);
  path.push([...start]);
  tries.push(look(start));
  while (path.length > 0) {
    const level = path.length - 1;
    const left = tries[level]!;
    if (left === 0 || finds.isEnough) {
      path.pop();
      tries.pop();
      movers.pop();
      continue;
    }
    if (finds.isSpent(visited.size)) break;
    const thread = 31 - Math.clz32(left & -left);
    tries[level] = left & (left - 1);
    const points = path[level]!;
    const point = fused.threads[thread]!.points[points[thread]!]!;
    const refused = point.failed !== -1 && isRefused(machine, { points, on }, thread);
    for (let i = 0; i < count; i++) then.points[i] = points[i]!;
    then.points[thread] = refused ? point.failed : point.next;
    transitions++;
    if (!visited.add(then)) continue;
    const next = [...then.points];
    movers.push(thread);
    const tried = look(next);
    path.push(next);
    tries.push(tried);
    const news = finds.news(visited.size, transitions);
    if (news !== undefined) yield news;
  }
  return finds.result(visited.size, transitions);
}
