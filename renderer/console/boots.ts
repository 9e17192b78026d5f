/** The boots of consoles that are looked at, asked for as they come: a log of days has thousands. */
import { useEffect, useRef, useState } from 'react';
import type { Boot, Console } from '../../shared/contract/ipc.ts';
import { call } from '../app/bridge.ts';

type Booted = Pick<Console, 'id' | 'boots'>;
type BootsById = ReadonlyMap<string, readonly Boot[]>;

const NONE: readonly Boot[] = [];

/** `more` as those from the `from`th on; nothing new when what is before them is not known any more. */
export function withMore(known: BootsById, id: string, from: number, more: readonly Boot[]): BootsById {
  const before = known.get(id) ?? NONE;
  return before.length < from ? known : new Map(known).set(id, [...before.slice(0, from), ...more]);
}

/** Boots by the ids of their consoles, in the order of the log. */
export function useBootsOf(consoles: readonly Booted[]): BootsById {
  const [known, setKnown] = useState<BootsById>(new Map());
  /** How many there were when they were asked for. */
  const asked = useRef(new Map<string, number>());
  const wanted = JSON.stringify(consoles.map(({ id, boots }) => [id, boots]));
  useEffect(() => {
    for (const [id, boots] of JSON.parse(wanted) as [string, number][]) {
      const before = asked.current.get(id) ?? 0;
      asked.current.set(id, boots);
      if (boots === before) continue;
      // Fewer than before: the log is read anew.
      const from = boots < before ? 0 : before;
      call('console.boots', { id, from }).then(
        (more) => setKnown((now) => withMore(now, id, from, more)),
        // Just removed: the next look is at another one. Otherwise they are asked for with the next boot.
        () => asked.current.set(id, before),
      );
    }
  }, [wanted]);
  return known;
}

/** Boots of one console, in the order of the log. */
export function useBoots(console: Booted | undefined): readonly Boot[] {
  return useBootsOf(console === undefined ? [] : [console]).get(console?.id ?? '') ?? NONE;
}
