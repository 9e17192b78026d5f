import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import './Button.css';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  /** `primary`: the one thing to do here. `danger`: loses something. `quiet`: no frame. */
  readonly variant?: 'plain' | 'primary' | 'quiet' | 'danger';
  /** A lucide icon, before the words. */
  readonly icon?: ReactNode;
  readonly isDisabled?: boolean;
  /** A toggle: sets aria-pressed. */
  readonly isPressed?: boolean;
  readonly type?: 'button' | 'submit';
  readonly autoFocus?: boolean;
  readonly className?: string;
  readonly 'aria-label'?: string;
}

/** A button with words. */
export function Button({ children, icon, variant = 'plain', isPressed, className = '', ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      className={`button ${className}`}
      data-variant={variant}
    >
      {icon}
      {children}
    </AriaButton>
  );
}
