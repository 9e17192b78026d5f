import type { ReactElement, ReactNode } from 'react';
import { Focusable, Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Kbd } from './Kbd.tsx';
import './Tooltip.css';

interface TooltipProps {
  readonly label: ReactNode;
  readonly keys?: string | undefined;
  /** Something that takes the focus: a Button, or with `plain` any element that has a role and a tabIndex. */
  readonly children: ReactElement;
  /** The child is a plain DOM element, not one of our buttons. */
  readonly plain?: boolean;
}

/** Words that appear beside an element on hover and on keyboard focus. */
export function Tooltip({ label, keys, children, plain = false }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      {plain ? <Focusable>{children as ReactElement<React.DOMAttributes<Element>, string>}</Focusable> : children}
      <AriaTooltip className="tooltip" offset={6}>
        <span>{label}</span>
        {keys !== undefined && <Kbd keys={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
