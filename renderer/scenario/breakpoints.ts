/** What a run stops at when it goes on by itself. Kept by the names of locks, so that they hold for other runs as well. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Breakpoint } from '../../shared/scenario/run.ts';

export const BLOCKED = 'blocked';
export const DEADLOCK = 'deadlock';
const TAKEN = 'taken:';

export const takenKey = (lock: string): string => `${TAKEN}${lock}`;

interface Breakpoints {
  readonly set: readonly string[];
}

export const useBreakpoints = create<Breakpoints>()(
  persist((): Breakpoints => ({ set: [BLOCKED, DEADLOCK] }), { name: 'breakpoints', version: 1 }),
);

export function setBreakpoints(set: readonly string[]): void {
  useBreakpoints.setState({ set });
}

export function toggleBreakpoint(key: string): void {
  const { set } = useBreakpoints.getState();
  setBreakpoints(set.includes(key) ? set.filter((each) => each !== key) : [...set, key]);
}

export interface BreakpointChoice {
  readonly key: string;
  readonly title: string;
  readonly breakpoint: Breakpoint;
}

/** Everything a run over these locks could stop at. */
export function breakpointChoices(locks: readonly { readonly id: string }[]): readonly BreakpointChoice[] {
  return [
    { key: BLOCKED, title: 'a thread has to wait', breakpoint: { stop: 'blocked' } },
    { key: DEADLOCK, title: 'the state is a deadlock', breakpoint: { stop: 'deadlock' } },
    ...locks.map(({ id }) => ({
      key: takenKey(id),
      title: `${id} is taken`,
      breakpoint: { stop: 'taken', lock: id } as const,
    })),
  ];
}
