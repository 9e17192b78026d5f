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
}

const isEdited = ({ text, saved }: Draft): boolean => text !== saved;

export const useDrafts = create<Drafts>()(
  persist((): Drafts => ({ byId: {}, problems: {} }), {
    name: 'scenario-drafts',
    version: 1,
    // What equals the file on disk is read from there.
    partialize: ({ byId }) => ({
      byId: Object.fromEntries(Object.entries(byId).filter(([, draft]) => isEdited(draft))),
      problems: {},
    }),
  }),
);

function put(id: string, draft: Draft): void {
  useDrafts.setState(({ byId }) => ({ byId: { ...byId, [id]: draft } }));
}

/** Have the text of a scenario: what is being edited, else what is on disk. */
export async function loadDraft(id: string): Promise<void> {
  if (useDrafts.getState().byId[id] !== undefined) return;
  if (id.startsWith('new:')) {
    put(id, { name: 'untitled.lockstep', text: NEW_SCENARIO, saved: undefined, isExample: false });
    return;
  }
  try {
    const { name, text, isExample } = await call('scenario.read', { id });
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

/** Back to what is on disk. */
export function revertDraft(id: string): void {
  const draft = useDrafts.getState().byId[id];
  if (draft?.saved !== undefined) put(id, { ...draft, text: draft.saved });
}

async function saveAs(id: string, { name, text }: Draft): Promise<void> {
  const { id: now } = await call('scenario.saveAs', { name, text });
  if (now === undefined) return;
  put(now, { name: now.replace(/^.*\//, ''), text, saved: text, isExample: false });
  if (id.startsWith('new:')) discardDraft(id);
  else revertDraft(id);
  go({ at: 'scenario', id: now });
}

/** Save where it came from; an example and what is new are saved under a name of the user's choice. */
export function saveDraft(id: string, asOther = false): void {
  const draft = useDrafts.getState().byId[id];
  if (draft === undefined) return;
  const saving =
    asOther || !id.startsWith('file:')
      ? saveAs(id, draft)
      : call('scenario.write', { id, text: draft.text }).then(() => put(id, { ...draft, saved: draft.text }));
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
