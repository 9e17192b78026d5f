import './MachineText.css';
import { visibleText } from './visible-text.ts';

interface MachineTextProps {
  readonly children: string;
  /** Several lines: a box that scrolls both ways and never reflows. */
  readonly block?: boolean;
  readonly className?: string;
}

/**
 * Text that came from a kernel, a log or a file name: monospace, selectable, never reflowed, and its direction marks
 * cannot reorder it.
 */
export function MachineText({ children, block = false, className = '' }: MachineTextProps) {
  return block ? (
    <pre className={`machine-text machine-block ${className}`} tabIndex={0}>
      {visibleText(children)}
    </pre>
  ) : (
    <span className={`machine-text ${className}`}>{visibleText(children)}</span>
  );
}
