import { ArrowDown, ArrowUpRight, Copy, Funnel, X } from 'lucide-react';
import type { MergedPlace } from '../../../shared/contract/ipc.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import { HiddenLine } from '../HiddenLine.tsx';

interface MergedPillsProps {
  /** How many rows are selected; undefined: there is no selection. */
  readonly selected: number | undefined;
  /** The line at the end of the selection that moves, and the name of its console. */
  readonly head: { readonly line: number; readonly of: string } | undefined;
  /** Who printed the one line that is selected. */
  readonly caller: string | undefined;
  /** A line was gone to that is not shown. */
  readonly hidden: { readonly line: number; readonly of: string; readonly place: MergedPlace } | undefined;
  readonly canFollow: boolean;
  /** Rows that came since the end was left. */
  readonly fresh: number;
  readonly onCopy: () => void;
  readonly onShowHead: () => void;
  readonly onOnlyCaller: (caller: string) => void;
  readonly onClear: () => void;
  readonly onFollow: () => void;
  readonly onShowHidden: () => void;
  readonly onWithoutFilter: (() => void) | undefined;
  readonly onForgetHidden: () => void;
}

/** What can be done with the selected lines, and the way back to the end; over the bottom of the list. */
export function MergedPills(props: MergedPillsProps) {
  const { selected, head, caller, hidden, canFollow, fresh, onOnlyCaller } = props;
  return (
    <div className="log-pills">
      {hidden !== undefined && (
        <HiddenLine
          hidden={hidden}
          onShow={props.onShowHidden}
          onWithoutFilter={props.onWithoutFilter}
          onClose={props.onForgetHidden}
        />
      )}
      {selected !== undefined && (
        <div className="log-pill">
          <span className="numbers">{plural(selected, 'line')}</span>
          <Button variant="quiet" icon={<Copy aria-hidden />} onPress={props.onCopy}>
            Copy
          </Button>
          {caller !== undefined && (
            <Button variant="quiet" icon={<Funnel aria-hidden />} onPress={() => onOnlyCaller(caller)}>
              Only {caller}
            </Button>
          )}
          {head !== undefined && (
            <Button variant="quiet" icon={<ArrowUpRight aria-hidden />} onPress={props.onShowHead}>
              Line {count(head.line)} in its log
            </Button>
          )}
          <IconButton label="Clear the selection" keys="Escape" icon={<X />} onPress={props.onClear} />
        </div>
      )}
      {canFollow && (
        <Button className="log-follow" icon={<ArrowDown aria-hidden />} onPress={props.onFollow}>
          {fresh > 0 ? plural(fresh, 'new line') : 'Follow'}
        </Button>
      )}
    </div>
  );
}
