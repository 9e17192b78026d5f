/** What every panel of the case view gets: the case, what is selected in it, and how to select something else. */
import { createContext, useContext } from 'react';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import type { Stepper } from '../replay/use-stepper.ts';
import type { CaseData, Replay } from './case-store.ts';
import type { Selection } from './selection.ts';

export interface Case extends Omit<CaseData, 'base'> {
  /** The scenario with the user's changes, and the states of the run on screen. */
  readonly replay: Replay;
  readonly selection: Selection;
  /** Select by JSON pointer into the report. */
  readonly select: (pointer: string) => void;
  readonly stepper: Stepper;
  /** The replay's state at the current step; undefined when there is no replay. */
  readonly state: ReplayState | undefined;
  /** Bring a panel to the front. */
  readonly showPanel: (panel: PanelId) => void;
}

export const PANEL_IDS = ['replay', 'graph', 'source', 'notebook', 'details', 'explore', 'what-if'] as const;
export type PanelId = (typeof PANEL_IDS)[number];

/** The part of a case that stays while the user steps and selects: what reads only this is not drawn at every step. */
export type CaseFacts = Pick<Case, 'view' | 'graph' | 'printed' | 'select' | 'showPanel'>;

export const FactsContext = createContext<CaseFacts | undefined>(undefined);

/** What does not change with a step. Only inside CaseView. */
export function useFacts(): CaseFacts {
  const found = useContext(FactsContext);
  if (found === undefined) throw new Error('useFacts outside of CaseView');
  return found;
}

export const CaseContext = createContext<Case | undefined>(undefined);

/** The case on screen. Only inside CaseView. */
export function useCase(): Case {
  const found = useContext(CaseContext);
  if (found === undefined) throw new Error('useCase outside of CaseView');
  return found;
}
