import { WrapText } from 'lucide-react';
import { memo } from 'react';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { toggleLook, useLogLook, type LogLook } from './log-look.ts';

const COLUMNS: readonly { readonly name: keyof LogLook; readonly title: string; readonly label: string }[] = [
  { name: 'arrival', title: 'Arrival', label: 'Column: when each line arrived here' },
  { name: 'printk', title: 'printk', label: 'Column: the kernel’s time, instead of in the text' },
  { name: 'delta', title: 'Δ', label: 'Column: time since the line before' },
];

interface LogToolbarProps {
  /** What cannot be chosen here. */
  readonly without?: readonly (keyof LogLook)[];
}

/** Columns and wrapping of the log. */
export const LogToolbar = memo(function LogToolbar({ without = [] }: LogToolbarProps) {
  const look = useLogLook();
  return (
    <div className="log-looks" role="group" aria-label="Columns of the log">
      {COLUMNS.filter(({ name }) => !without.includes(name)).map(({ name, title, label }) => (
        <Tooltip key={name} label={label}>
          <Button
            variant="quiet"
            className="log-look"
            aria-label={label}
            isPressed={look[name]}
            onPress={() => toggleLook(name)}
          >
            {title}
          </Button>
        </Tooltip>
      ))}
      {!without.includes('wrap') && (
        <IconButton
          label="Wrap long lines"
          icon={<WrapText />}
          isPressed={look.wrap}
          onPress={() => toggleLook('wrap')}
        />
      )}
    </div>
  );
});
