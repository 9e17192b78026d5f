import { ChevronDown, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { useIsAt } from '../../app/navigation.ts';
import { bytes, plural } from '../../ui/words.ts';
import { toggleParts, useConsoleList } from './list-state.ts';

interface EarlierPartsProps {
  /** Newest first; not empty. */
  readonly parts: readonly Console[];
  readonly row: (part: Console) => ReactNode;
}

/** The parts of a console before the one that is recorded now; folded away until asked for. */
export function EarlierParts({ parts, row }: EarlierPartsProps) {
  // The first part stays the first, however many come.
  const root = parts.at(-1)?.id ?? '';
  const isUnfolded = useConsoleList(({ unfolded }) => unfolded.includes(root));
  const isHere = useIsAt((place) => 'consoleId' in place && parts.some(({ id }) => id === place.consoleId));
  const isOpen = isUnfolded || isHere;
  const size = parts.reduce((sum, part) => sum + part.bytes, 0);
  return (
    <>
      <li>
        <button
          type="button"
          className="nav-row console-earlier numbers"
          aria-expanded={isOpen}
          onClick={() => toggleParts(root)}
        >
          {isOpen ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
          <span className="ellipsis">
            {plural(parts.length, 'earlier part')}, {bytes(size)}
          </span>
        </button>
      </li>
      {isOpen && parts.map(row)}
    </>
  );
}
