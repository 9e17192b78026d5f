/** Scenarios that can be gone to: what was opened lately, what is being written, and the examples. */
import { useEffect, useMemo, useState } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { ScenarioInfo } from '../../shared/contract/scenario-files.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { useDrafts } from './drafts.ts';
import { NEW_SCENARIO } from './template.ts';

const MOST = 12;

interface Recent {
  /** Ids of scenario files, the latest first. */
  readonly ids: readonly string[];
}

const useRecent = create<Recent>()(persist((): Recent => ({ ids: [] }), { name: 'recent-scenarios', version: 1 }));

/** A scenario was opened. Examples are listed anyway, and what was never saved is a draft. */
export function rememberScenario(id: string): void {
  if (!id.startsWith('file:')) return;
  useRecent.setState(({ ids }) => ({ ids: [id, ...ids.filter((other) => other !== id)].slice(0, MOST) }));
}

export function forgetScenario(id: string): void {
  useRecent.setState(({ ids }) => ({ ids: ids.filter((other) => other !== id) }));
}

export interface KnownScenario {
  readonly id: string;
  readonly title: string;
  /** Its folder, or what it is. */
  readonly detail: string;
  /** There is text that was not saved. */
  readonly isEdited: boolean;
}

const fileName = (id: string): string => id.replace(/^file:/, '').replace(/^.*\//, '');
const folderOf = (id: string): string => id.replace(/^file:/, '').replace(/\/[^/]*$/, '');

/** Files and drafts of the user, drafts that were never saved first. */
export function useOwnScenarios(): readonly KnownScenario[] {
  const ids = useRecent((state) => state.ids);
  const drafts = useDrafts(({ byId }) => byId);
  return useMemo(() => {
    const isEdited = (id: string): boolean => drafts[id] !== undefined && drafts[id].text !== drafts[id].saved;
    const begun = Object.keys(drafts).filter((id) => id.startsWith('new:') && drafts[id]!.text !== NEW_SCENARIO);
    return [
      ...begun.map((id) => ({ id, title: titleIn(drafts[id]!.text), detail: 'never saved', isEdited: true })),
      ...ids.map((id) => ({ id, title: fileName(id), detail: folderOf(id), isEdited: isEdited(id) })),
    ];
  }, [ids, drafts]);
}

/** The title of a text that may be incomplete. */
const titleIn = (text: string): string => /"title"\s*:\s*"((?:[^"\\]|\\.){1,120})"/.exec(text)?.[1] ?? 'untitled';

/** The same and the examples, asked for when they are wanted. */
export function useKnownScenarios(isWanted: boolean): readonly KnownScenario[] {
  const own = useOwnScenarios();
  const [examples, setExamples] = useState<readonly ScenarioInfo[]>([]);
  useEffect(() => {
    if (!isWanted) return;
    call('scenario.examples', {}).then(setExamples, (error: unknown) => showProblem(problemOf(error)));
  }, [isWanted]);
  return useMemo(
    () => [...own, ...examples.map(({ id, title }) => ({ id, title, detail: 'example', isEdited: false }))],
    [own, examples],
  );
}
