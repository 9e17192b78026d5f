import { memo, useEffect, useRef } from 'react';
import type { Frame } from '../../shared/contract/report.ts';
import { scrollToSoon } from '../ui/scroll-to.ts';

const hex = (value: number): string => `0x${value.toString(16)}`;

interface FrameRowProps {
  readonly frame: Frame;
  readonly isSelected: boolean;
  /** Acquired the lock: what the stack is about. */
  readonly isAcquisition?: boolean;
  /** Scroll here when selected. */
  readonly follows: boolean;
  /** JSON pointer of the frame. */
  readonly pointer: string;
  readonly onSelect: (pointer: string) => void;
}

/** One frame of a stack, as printed. */
export const FrameRow = memo(function FrameRow(props: FrameRowProps) {
  const { frame, isSelected, isAcquisition = false, follows, pointer, onSelect } = props;
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isSelected || !follows) return;
    return scrollToSoon(row.current);
  }, [isSelected, follows]);
  const { symbol, offset, size, module, reliable, file, line, inline } = frame;
  const where = file === undefined ? undefined : `${file}${line === undefined ? '' : `:${line}`}`;
  return (
    <button
      ref={row}
      type="button"
      className="frame-row mono"
      data-selected={isSelected}
      data-reliable={reliable}
      data-acquisition={isAcquisition}
      aria-pressed={isSelected}
      title={reliable ? undefined : 'The unwinder was not sure of this frame: it was printed with “?”'}
      onClick={() => onSelect(pointer)}
    >
      <span className="frame-mark">{reliable ? '' : '?'}</span>
      <span className="frame-symbol">{symbol}</span>
      {offset !== undefined && (
        <span className="frame-offset">
          +{hex(offset)}
          {size === undefined ? '' : `/${hex(size)}`}
        </span>
      )}
      {inline === true && <span className="frame-tag">inlined</span>}
      {module !== undefined && (
        <span className="frame-tag" title={`in the module ${module}`}>
          {module}
        </span>
      )}
      {where !== undefined && <span className="frame-where">{where}</span>}
    </button>
  );
});
