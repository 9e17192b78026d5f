import { Repeat2, UnfoldVertical } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Repeat } from '../../shared/contract/ipc.ts';
import { count, plural } from '../ui/words.ts';
import type { LeftOut } from './LogLine.tsx';

interface GapButtonProps extends LeftOut {
  readonly line: number | undefined;
}

/** How many lines are left out before this one; shows some of them. */
export function GapButton({ line, index, gap, of, isExtra, onUnfold }: GapButtonProps) {
  if (line === undefined || (gap === 0 && !isExtra)) return <span className="log-gap" />;
  const words = isExtra
    ? 'Left out by the filter, shown because you asked for it. Press to leave it out again.'
    : `${plural(gap, 'line')}${of?.gap ?? ''} left out before line ${count(line)}${of?.line ?? ''}. Press to show the nearest, with Shift all of them.`;
  return (
    <span className="log-gap">
      <button
        type="button"
        tabIndex={-1}
        title={words}
        aria-label={words}
        onClick={(event: MouseEvent) => onUnfold(index, event.shiftKey)}
      >
        {isExtra ? '−' : <UnfoldVertical aria-hidden />}
        {!isExtra && <span className="numbers">{count(gap)}</span>}
      </button>
    </span>
  );
}

interface RepeatButtonProps extends LeftOut {
  readonly repeat: Repeat;
  readonly line: number | undefined;
}

/** A run of equal lines, at the first of them: how many, from where to where. The other lines of a group get a bracket. */
export function RepeatButton({ repeat, line, index, of, onRepeats }: RepeatButtonProps) {
  const { firstLine, lastLine, times, period, at, isOpen } = repeat;
  const isFirst = line !== undefined && (isOpen ? line === firstLine : at === 0);
  if (!isFirst) return period > 1 || isOpen ? <span className="log-repeat-rest" aria-hidden /> : null;
  const what = period === 1 ? 'This line' : `These ${count(period)} lines`;
  const words = `${what} ${count(times)} times, lines ${count(firstLine)} to ${count(lastLine)}${of?.line ?? ''}, equal but for time, caller and CPU.`;
  return (
    <button
      type="button"
      className="log-repeat numbers"
      tabIndex={-1}
      aria-expanded={isOpen}
      title={`${words} Press to ${isOpen ? 'show them once' : 'show all of them'}.`}
      aria-label={words}
      onClick={() => onRepeats(index)}
    >
      <Repeat2 aria-hidden />×{'\u2009'}
      {count(times)}
      <span className="log-repeat-lines">
        {period > 1 && `${count(period)} lines, `}
        {count(firstLine)}–{count(lastLine)}
      </span>
    </button>
  );
}
