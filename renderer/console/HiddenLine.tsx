import { EyeOff, X } from 'lucide-react';
import type { ViewPlace } from '../../shared/contract/ipc.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { count } from '../ui/words.ts';

interface Hidden {
  readonly line: number;
  /** Whose line it is, where there are several consoles. */
  readonly of?: string;
  readonly place: Pick<ViewPlace, 'hiddenBy' | 'repeat'>;
}

interface HiddenLineProps {
  readonly hidden: Hidden;
  readonly onShow: () => void;
  readonly onWithoutFilter: (() => void) | undefined;
  readonly onClose: () => void;
}

function words({ line, of, place }: Hidden): string {
  const named = `Line ${count(line)}${of === undefined ? '' : ` of ${of}`}`;
  switch (place.hiddenBy) {
    case 'repeat':
      return `${named} repeats line ${count(place.repeat?.firstLine ?? line)}, and repeats are collapsed.`;
    case 'unread':
      return `${named} has not been looked at by the filter yet.`;
    default:
      return `${named} is left out by the filter.`;
  }
}

/** A line was gone to that is not shown: why, and what can be done. */
export function HiddenLine({ hidden, onShow, onWithoutFilter, onClose }: HiddenLineProps) {
  const { hiddenBy } = hidden.place;
  return (
    <div className="log-pill" role="status">
      <EyeOff aria-hidden className="log-pill-icon" />
      <span className="numbers">{words(hidden)}</span>
      {hiddenBy !== 'unread' && (
        <Button variant="quiet" onPress={onShow}>
          {hiddenBy === 'repeat' ? 'Show the repeats' : 'Show it here'}
        </Button>
      )}
      {hiddenBy !== 'repeat' && onWithoutFilter !== undefined && (
        <Button variant="quiet" onPress={onWithoutFilter}>
          Switch the filter off
        </Button>
      )}
      <IconButton label="Leave it out" icon={<X />} onPress={onClose} />
    </div>
  );
}
