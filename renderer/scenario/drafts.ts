/** The texts of written scenarios as they are being edited. What was not saved yet survives a restart. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Problem } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { showProblem } from '../app/store.ts';
import { NEW_SCENARIO } from './template.ts';

export interface Draft {
  readonly name: string;
  readonly text: string;
  /** As it is on disk; undefined when it never was. */
  readonly saved: string | undefined;
  readonly isExample: boolean;
}

interface Drafts {
  readonly byId: Readonly<Record<string, Draft>>;
  readonly problems: Readonly<Record<string, Problem>>;
  /** What files hold that another program changed, when they were to be saved; the user has to decide. */
  readonly conflicts: Readonly<Record<string, string>>;
}

const isEdited = ({ text, saved }: Draft): boolean => text !== saved;

export const useDrafts = create<Drafts>()(
  persist((): Drafts => ({ byId: {}, problems: {}, conflicts: {} }), {
    name: 'scenario-drafts',
    version: 1,
    // What equals the file on disk is read from there.
    partialize: ({ byId }) => ({
      byId: Object.fromEntries(Object.entries(byId).filter(([, draft]) => isEdited(draft))),
      problems: {},
      conflicts: {},
    }),
  }),
);

function put(id: string, draft: Draft): void {
  useDrafts.setState(({ byId }) => ({ byId: { ...byId, [id]: draft } }));
}

/** Edited in an earlier session: main only writes files that were read in this one. */
async function readAgain(id: string): Promise<void> {
  if (!id.startsWith('file:') || readHere.has(id)) return;
  try {
    await call('scenario.read', { id });
    readHere.add(id);
  } catch (error) {
    showProblem(problemOf(error));
  }
}

const readHere = new Set<string>();

/** Have the text of a scenario: what is being edited, else what is on disk. */
export async function loadDraft(id: string): Promise<void> {
  if (useDrafts.getState().byId[id] !== undefined) {
    await readAgain(id);
    return;
  }
  if (id.startsWith('new:')) {
    put(id, { name: 'untitled.lockstep', text: NEW_SCENARIO, saved: undefined, isExample: false });
    return;
  }
  try {
    const { name, text, isExample } = await call('scenario.read', { id });
    readHere.add(id);
    put(id, { name, text, saved: text, isExample });
  } catch (error) {
    useDrafts.setState(({ problems }) => ({ problems: { ...problems, [id]: problemOf(error) } }));
  }
}

export function editDraft(id: string, text: string): void {
  const draft = useDrafts.getState().byId[id];
  if (draft !== undefined && draft.text !== text) put(id, { ...draft, text });
}

/** Throw a scenario away that was never saved; for a file, what was not saved of it. */
export function discardDraft(id: string): void {
  useDrafts.setState(({ byId }) => ({
    byId: Object.fromEntries(Object.entries(byId).filter(([key]) => key !== id)),
  }));
}

/**
 * Show what another program wrote into a file, when nothing was typed here that it would take away. A file that can't be
 * read just now stays as it was read; saving says what is wrong with it.
 * @returns true when the text is another one now
 */
export async function followFile(id: string): Promise<boolean> {
  const before = useDrafts.getState().byId[id];
  if (!id.startsWith('file:') || before === undefined || isEdited(before)) return false;
  const read = await call('scenario.read', { id }).catch(() => undefined);
  const now = useDrafts.getState().byId[id];
  if (read === undefined || now !== before || read.text === before.saved) return false;
  put(id, { ...before, text: read.text, saved: read.text });
  return true;
}

/** Back to what is on disk now, which may be another text than the one that was opened. */
export function revertDraft(id: string): void {
  call('scenario.read', { id }).then(
    ({ name, text, isExample }) => put(id, { name, text, saved: text, isExample }),
    (error: unknown) => showProblem(problemOf(error)),
  );
}

/** The decision about a conflict is made, or put off. */
export function settleConflict(id: string): void {
  useDrafts.setState(({ conflicts }) => ({
    conflicts: Object.fromEntries(Object.entries(conflicts).filter(([key]) => key !== id)),
  }));
}

/** Go on from what another program wrote. */
export function takeTheirs(id: string): void {
  const { byId, conflicts } = useDrafts.getState();
  const draft = byId[id];
  const text = conflicts[id];
  if (draft !== undefined && text !== undefined) put(id, { ...draft, text, saved: text });
  settleConflict(id);
}

async function saveAs(id: string, { name, text }: Draft): Promise<void> {
  const { id: now } = await call('scenario.saveAs', { name, text });
  if (now === undefined) return;
  readHere.add(now);
  put(now, { name: now.replace(/^.*\//, ''), text, saved: text, isExample: false });
  settleConflict(id);
  if (id.startsWith('new:')) discardDraft(id);
  else if (now !== id) revertDraft(id);
  go({ at: 'scenario', id: now });
}

async function saveHere(id: string, { text, saved }: Draft, isOver: boolean): Promise<void> {
  const base = isOver || saved === undefined ? {} : { base: saved };
  const { onDisk } = await call('scenario.write', { id, text, ...base });
  if (onDisk !== undefined) {
    useDrafts.setState(({ conflicts }) => ({ conflicts: { ...conflicts, [id]: onDisk } }));
    return;
  }
  // Typing may have gone on meanwhile.
  const now = useDrafts.getState().byId[id];
  if (now !== undefined) put(id, { ...now, saved: text });
  settleConflict(id);
}

/**
 * Save where it came from; an example and what is new are saved under a name of the user's choice, and so is everything
 * with `other`. What another program wrote meanwhile is only replaced with `over`.
 */
export function saveDraft(id: string, how: 'here' | 'other' | 'over' = 'here'): void {
  const draft = useDrafts.getState().byId[id];
  if (draft === undefined) return;
  const saving = how === 'other' || !id.startsWith('file:') ? saveAs(id, draft) : saveHere(id, draft, how === 'over');
  saving.catch((error: unknown) => showProblem(problemOf(error)));
}

/** A new one, beside those that were begun. */
export function newScenario(): void {
  let number = 1;
  while (useDrafts.getState().byId[`new:${number}`] !== undefined) number++;
  go({ at: 'scenario', id: `new:${number}` });
}

/** Let the user choose a file. */
export function openScenario(): void {
  call('scenario.open', {}).then(
    ({ id }) => {
      if (id !== undefined) go({ at: 'scenario', id });
    },
    (error: unknown) => showProblem(problemOf(error)),
  );
}
