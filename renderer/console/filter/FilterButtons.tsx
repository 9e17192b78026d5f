import { Funnel, ListCollapse } from 'lucide-react';
import { memo } from 'react';
import { IconButton } from '../../ui/IconButton.tsx';

interface FilterButtonsProps {
  /** What is filtered: "this log". */
  readonly what: string;
  readonly isCollapsing: boolean;
  readonly onCollapse: (collapses: boolean) => void;
  readonly isFiltering: boolean;
  readonly onFilter: (isOn: boolean) => void;
}

const COLLAPSE = <ListCollapse />;
const FILTER = <Funnel />;

/** Repeats shown once, and the filter; not drawn anew with every line that is printed. Keep its functions the same. */
export const FilterButtons = memo(function FilterButtons(props: FilterButtonsProps) {
  const { what, isCollapsing, onCollapse, isFiltering, onFilter } = props;
  return (
    <>
      <IconButton
        label="Show repeated lines once"
        keys="r"
        icon={COLLAPSE}
        isPressed={isCollapsing}
        onPress={() => onCollapse(!isCollapsing)}
      />
      <IconButton
        label={`Filter ${what}`}
        keys="f"
        icon={FILTER}
        isPressed={isFiltering}
        onPress={() => onFilter(!isFiltering)}
      />
    </>
  );
});
