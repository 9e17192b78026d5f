import { memo, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import './Button.css';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps {
  /** What it does, in words: its accessible name and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly onPress?: () => void;
  /** Shown in the tooltip, e.g. `F10`. */
  readonly keys?: string;
  readonly isDisabled?: boolean;
  /** A toggle: sets aria-pressed. */
  readonly isPressed?: boolean;
  readonly className?: string;
}

/** A button that is only an icon; its words are in the tooltip. Not drawn anew while its icon and its handler are the same. */
export const IconButton = memo(function IconButton(props: IconButtonProps) {
  const { label, icon, keys, isPressed, className = '', ...rest } = props;
  return (
    <Tooltip label={label} keys={keys}>
      <AriaButton
        {...rest}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        aria-label={label}
        className={`icon-button ${className}`}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  );
});
