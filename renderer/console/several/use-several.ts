/** The consoles that a place names, as far as they are open. */
import { useMemo } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { captureIdAmong } from '../../../shared/notebook/capture-id.ts';
import { useWorkbench } from '../../app/store.ts';

export interface Several {
  /** Index: in the place. */
  readonly consoles: readonly { readonly console: Console; readonly index: number }[];
  /** Ids of those that are not open. */
  readonly missing: readonly string[];
}

export function useSeveral(consoleIds: readonly string[]): Several {
  const all = useWorkbench((state) => state.consoles);
  return useMemo(() => {
    const ids = all.map(({ id }) => id);
    const found = consoleIds.map((wanted, index) => {
      const id = captureIdAmong(ids, wanted);
      return { id, index, console: all.find((console) => console.id === id) };
    });
    return {
      consoles: found.flatMap(({ console, index }) => (console === undefined ? [] : [{ console, index }])),
      missing: found.flatMap(({ console, id }) => (console === undefined ? [id] : [])),
    };
  }, [all, consoleIds]);
}
