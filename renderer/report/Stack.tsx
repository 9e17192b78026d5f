import { useState } from 'react';
import type { Frame } from '../../shared/contract/report.ts';
import { foldFrames } from '../../shared/lockdep/machinery.ts';
import { takingFrame } from '../../shared/scenario/lock-modes.ts';
import { plural } from '../ui/words.ts';
import { useCase } from './case-context.ts';
import { FrameRow } from './FrameRow.tsx';
import './Stack.css';

interface StackProps {
  readonly frames: readonly Frame[];
  /** JSON pointer of the list. */
  readonly pointer: string;
  readonly label: string;
  /** Scroll to the selected frame. Not where the same stack is shown a second time. */
  readonly follows?: boolean;
}

/** A stack, innermost frame first, with the lock machinery on its top folded away. */
export function Stack({ frames, pointer, label, follows = true }: StackProps) {
  const { selection, select } = useCase();
  const [isOpen, setOpen] = useState(false);
  if (frames.length === 0) return <p className="stack-none faint">No frame of this stack is in the log.</p>;
  const { machinery, rest } = foldFrames(frames);
  const acquired = takingFrame(frames);
  const selectedAt = frames.findIndex((_, index) => selection.pointer === `${pointer}/${index}`);
  const showsAll = isOpen || (selectedAt >= 0 && selectedAt < machinery.length);
  const shown = showsAll ? frames : rest;
  const first = showsAll ? 0 : machinery.length;
  return (
    <ol className="stack" aria-label={label}>
      {machinery.length > 0 && (
        <li>
          <button type="button" className="stack-fold" aria-expanded={showsAll} onClick={() => setOpen(!showsAll)}>
            {showsAll ? '−' : '+'}
            {plural(machinery.length, 'lockdep frame')}
          </button>
        </li>
      )}
      {shown.map((frame, index) => (
        <li key={first + index}>
          <FrameRow
            frame={frame}
            isSelected={selectedAt === first + index}
            follows={follows}
            isAcquisition={frame === acquired}
            pointer={`${pointer}/${first + index}`}
            onSelect={select}
          />
        </li>
      ))}
    </ol>
  );
}
