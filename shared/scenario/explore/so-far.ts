/** The deadlocks found so far, in a form to show while the exploration goes on. */
import type { Circle } from './circles.ts';
import { describe, type FoundDeadlock } from './found.ts';
import type { ShortRun } from './shortest.ts';
import type { Tables } from './tables.ts';

/** A deadlock with some run to it. */
export interface Find {
  readonly circle: Circle;
  readonly short: ShortRun;
}

/** Puts finds into words, each run only once: the same ones are asked for again and again. */
export function newTeller(tables: Tables): (finds: Iterable<Find>, most: number) => readonly FoundDeadlock[] {
  const told = new WeakMap<readonly unknown[], FoundDeadlock>();
  const tell = ({ circle, short }: Find): FoundDeadlock => {
    const known = told.get(short.actions) ?? describe(tables, short, circle);
    told.set(short.actions, known);
    // What is known of its length may have changed meanwhile.
    return known.shortest === short.proven ? known : { ...known, shortest: short.proven };
  };
  return (finds, most) =>
    [...finds]
      .sort((a, b) => a.short.actions.length - b.short.actions.length)
      .slice(0, most)
      .map(tell)
      .sort((a, b) => a.schedule.length - b.schedule.length);
}
