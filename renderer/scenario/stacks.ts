/** Stacks of changes that the user keeps, by scenario, to be compared with each other. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export interface KeptStack {
  readonly name: string;
  /** As `what-if-text.ts` writes it. */
  readonly whatIf: string;
}

const SCENARIOS = 60;
const MOST = 12;

interface Stacks {
  readonly byId: Readonly<Record<string, readonly KeptStack[]>>;
}

const useStore = create<Stacks>()(persist((): Stacks => ({ byId: {} }), { name: 'what-if-stacks', version: 1 }));

const NONE: readonly KeptStack[] = [];

export const useStacks = (id: string): readonly KeptStack[] => useStore(({ byId }) => byId[id] ?? NONE);

function change(id: string, edit: (stacks: readonly KeptStack[]) => readonly KeptStack[]): void {
  useStore.setState(({ byId }) => {
    const { [id]: old = NONE, ...others } = byId;
    const kept = edit(old).slice(-MOST);
    const rest = Object.fromEntries(Object.entries(others).slice(-SCENARIOS));
    return { byId: kept.length === 0 ? rest : { ...rest, [id]: kept } };
  });
}

export const keepStack = (id: string, stack: KeptStack): void =>
  change(id, (stacks) => [...stacks.filter(({ whatIf }) => whatIf !== stack.whatIf), stack]);

export const dropStack = (id: string, whatIf: string): void =>
  change(id, (stacks) => stacks.filter((stack) => stack.whatIf !== whatIf));
