import { ArrowDown, Bookmark, Copy, Funnel, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Console } from '../../shared/contract/ipc.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { count, plural } from '../ui/words.ts';
import { isAttached, isReadOnce } from './state-words.ts';

interface LogPillsProps {
  readonly console: Console;
  readonly selected: { readonly from: number; readonly to: number } | undefined;
  /** Who printed the one line that is selected. */
  readonly caller: string | undefined;
  /** Rows that came since the end was left. */
  readonly fresh: number;
  readonly isFollowing: boolean;
  readonly onCopy: () => void;
  readonly onNote: () => void;
  readonly onOnlyCaller: ((caller: string) => void) | undefined;
  readonly onClear: () => void;
  readonly onFollow: () => void;
  readonly children?: ReactNode;
}

/** What can be done with the selected lines, and the way back to the end; over the bottom of the log. */
export function LogPills(props: LogPillsProps) {
  const { console, selected, caller, fresh, isFollowing, onCopy, onNote, onOnlyCaller, onClear, onFollow } = props;
  return (
    <div className="log-pills">
      {props.children}
      {selected !== undefined && (
        <div className="log-pill">
          <span className="numbers">
            {selected.from === selected.to
              ? `Line ${count(selected.from)}`
              : `Lines ${count(selected.from)}–${count(selected.to)}`}
          </span>
          <Button variant="quiet" icon={<Copy aria-hidden />} onPress={onCopy}>
            Copy
          </Button>
          <Button variant="quiet" icon={<Bookmark aria-hidden />} onPress={onNote}>
            Mark …
          </Button>
          {caller !== undefined && (
            <Button variant="quiet" icon={<Funnel aria-hidden />} onPress={() => onOnlyCaller?.(caller)}>
              Only {caller}
            </Button>
          )}
          <IconButton label="Clear the selection" keys="Escape" icon={<X />} onPress={onClear} />
        </div>
      )}
      {!isFollowing && isAttached(console.state) && !isReadOnce(console) && (
        <Button className="log-follow" icon={<ArrowDown aria-hidden />} onPress={onFollow}>
          {fresh > 0 ? plural(fresh, 'new line') : 'Follow'}
        </Button>
      )}
    </div>
  );
}
