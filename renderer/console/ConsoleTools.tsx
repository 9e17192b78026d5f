import { Search } from 'lucide-react';
import { memo } from 'react';
import { Choice } from '../ui/Choice.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { FilterButtons } from './filter/FilterButtons.tsx';
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
          <FilterButtons
            what="this log"
            isCollapsing={isCollapsing}
            onCollapse={onCollapse}
            isFiltering={isFiltering}
            onFilter={onFilter}
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
