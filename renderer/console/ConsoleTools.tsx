import { Funnel, ListCollapse, Search } from 'lucide-react';
import { memo } from 'react';
import { Choice } from '../ui/Choice.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { LogToolbar } from './LogToolbar.tsx';
import type { Shown } from './shown.ts';

interface ConsoleToolsProps {
  readonly shown: Shown;
  readonly onShow: (next: Shown) => void;
  readonly hasLines: boolean;
  readonly hasTerminal: boolean;
  readonly isCollapsing: boolean;
  readonly onCollapse: (collapses: boolean) => void;
  readonly isFiltering: boolean;
  readonly onFilter: (isOn: boolean) => void;
  readonly isSearching: boolean;
  readonly onSearch: (isOn: boolean) => void;
}

const OPTIONS = [
  { value: 'log', title: 'Log' },
  { value: 'terminal', title: 'Terminal' },
] as const;
const COLLAPSE = <ListCollapse />;
const FILTER = <Funnel />;
const SEARCH = <Search />;

/** What belongs to the view of a console; not drawn anew with every line that is printed. Keep its functions the same. */
export const ConsoleTools = memo(function ConsoleTools(props: ConsoleToolsProps) {
  const { shown, onShow, hasLines, hasTerminal } = props;
  const { isCollapsing, onCollapse, isFiltering, onFilter, isSearching, onSearch } = props;
  return (
    <>
      {shown === 'log' && hasLines && (
        <>
          <LogToolbar />
          <IconButton
            label="Show repeated lines once"
            keys="r"
            icon={COLLAPSE}
            isPressed={isCollapsing}
            onPress={() => onCollapse(!isCollapsing)}
          />
          <IconButton
            label="Filter this log"
            keys="f"
            icon={FILTER}
            isPressed={isFiltering}
            onPress={() => onFilter(!isFiltering)}
          />
          <IconButton
            label="Search in this log"
            keys="Ctrl+F"
            icon={SEARCH}
            isPressed={isSearching}
            onPress={() => onSearch(!isSearching)}
          />
        </>
      )}
      {(hasTerminal || shown === 'terminal') && (
        <Choice label="Log or terminal" options={OPTIONS} value={shown} onChange={onShow} />
      )}
    </>
  );
});
