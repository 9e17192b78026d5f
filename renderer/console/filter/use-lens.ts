/** The filter of a console, or of several together, as what is asked of the analysis host. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Console, LogLens } from '../../../shared/contract/ipc.ts';
import { changeFilter, filterKey, lensOf, useFilter } from './filter-rules.ts';

/** After the last key, before a changed filter is applied, in milliseconds. */
const TYPING = 250;

export interface Lens {
  readonly key: string;
  /** The same object while it says the same. */
  readonly lens: LogLens | undefined;
  readonly isOn: boolean;
  readonly collapses: boolean;
  readonly setOn: (isOn: boolean) => void;
  readonly setCollapses: (collapses: boolean) => void;
  readonly onlyCaller: (caller: string) => void;
}

export const useLens = (console: Console | undefined): Lens =>
  useLensOf(console === undefined ? '' : filterKey(console));

/** @param key what the filter is remembered by */
export function useLensOf(key: string): Lens {
  const filter = useFilter(key);
  const { isOn, collapses, callers } = filter;
  const wanted = JSON.stringify(lensOf(filter) ?? null);
  const [applied, setApplied] = useState(wanted);
  useEffect(() => {
    // Only callers are typed letter by letter; all else is applied at once.
    const timer = setTimeout(() => setApplied(wanted), callers === '' ? 0 : TYPING);
    return () => clearTimeout(timer);
  }, [wanted, callers]);
  const lens = useMemo(() => (JSON.parse(applied) as LogLens | null) ?? undefined, [applied]);
  const setOn = useCallback((on: boolean) => changeFilter(key, { isOn: on }), [key]);
  const setCollapses = useCallback((on: boolean) => changeFilter(key, { collapses: on }), [key]);
  const onlyCaller = useCallback((caller: string) => changeFilter(key, { isOn: true, callers: caller }), [key]);
  return { key, lens, isOn, collapses, setOn, setCollapses, onlyCaller };
}
