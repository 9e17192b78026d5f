/** What a text says: the scenario as it can be shown, its notes, and what is wrong with it. */
import { useDeferredValue, useMemo, useState } from 'react';
import { dressWritten } from '../../shared/scenario/dress.ts';
import { readJson } from '../../shared/scenario/json-positions.ts';
import { readNotes, type ScenarioNotes } from '../../shared/scenario/notes.ts';
import { parseScenario, type ScenarioTextProblem } from '../../shared/scenario/parse-scenario.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';

interface Good {
  readonly text: string;
  readonly scenario: ReplayScenario;
  readonly notes: ScenarioNotes;
  /** Line of a step, from 1. */
  readonly lineOf: (thread: number, step: number) => number;
}

export interface Written {
  /** The last text that was a scenario; undefined when there was none yet. */
  readonly good: Good | undefined;
  readonly problems: readonly ScenarioTextProblem[];
}

function read(text: string): Good | { readonly problems: readonly ScenarioTextProblem[] } {
  const parsed = parseScenario(text);
  if (parsed.scenario === undefined) return { problems: parsed.problems };
  const { placeOf } = readJson(text);
  const notes = readNotes(text);
  const lineOf = (thread: number, step: number): number => placeOf(['threads', thread, 'steps', step]).line;
  const titleOf = (id: string): string | undefined => notes.threads.find((thread) => thread.id === id)?.title;
  return { text, notes, lineOf, scenario: dressWritten(parsed.scenario, { lineOf, titleOf }) };
}

export function useWritten(text: string): Written {
  const deferred = useDeferredValue(text);
  const now = useMemo(() => read(deferred), [deferred]);
  const [last, setLast] = useState<Good>();
  if (!('problems' in now) && now !== last) setLast(now);
  return 'problems' in now ? { good: last, problems: now.problems } : { good: now, problems: NONE };
}

const NONE: readonly ScenarioTextProblem[] = [];
