/** Runs that were made by hand or found by exploration, kept by scenario and named. The run on screen is in the place. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { laterStorage } from '../app/write-later.ts';

export interface Branch {
  readonly schedule: string;
  readonly name: string;
}

/** Kept for the scenarios looked at last, so many of each. */
const SCENARIOS = 60;
const MOST = 24;

interface Branches {
  readonly byRun: Readonly<Record<string, readonly Branch[]>>;
}

const useStore = create<Branches>()(
  persist((): Branches => ({ byRun: {} }), { name: 'branches', version: 1, storage: laterStorage() }),
);

const NONE: readonly Branch[] = [];

export const useBranches = (key: string): readonly Branch[] => useStore(({ byRun }) => byRun[key] ?? NONE);

function change(key: string, edit: (branches: readonly Branch[]) => readonly Branch[]): void {
  useStore.setState(({ byRun }) => {
    const { [key]: old = NONE, ...others } = byRun;
    const kept = edit(old).slice(-MOST);
    const rest = Object.fromEntries(Object.entries(others).slice(-SCENARIOS));
    return { byRun: kept.length === 0 ? rest : { ...rest, [key]: kept } };
  });
}

/** Keep a run, in place of `instead` when that is kept; its name then stays. */
export function keepBranch(key: string, branch: Branch, instead?: string): void {
  change(key, (branches) => {
    if (branches.some(({ schedule }) => schedule === branch.schedule)) return branches;
    const at = branches.findIndex(({ schedule }) => schedule === instead);
    return at === -1 ? [...branches, branch] : branches.with(at, { ...branch, name: branches[at]!.name });
  });
}

export const renameBranch = (key: string, schedule: string, name: string): void =>
  change(key, (branches) => branches.map((branch) => (branch.schedule === schedule ? { ...branch, name } : branch)));

export const dropBranch = (key: string, schedule: string): void =>
  change(key, (branches) => branches.filter((branch) => branch.schedule !== schedule));
