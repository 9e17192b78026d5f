import type { ReactNode } from 'react';
import './Badge.css';

export type Tone = 'neutral' | 'accent' | 'holding' | 'waiting' | 'deadlock' | 'inferred';

interface BadgeProps {
  readonly children: ReactNode;
  /** One of the meanings of tokens.css; the words inside must say the same. */
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly title?: string;
}

/** A short word or number in a pill. */
export function Badge({ children, tone = 'neutral', icon, title }: BadgeProps) {
  return (
    <span className="badge numbers" data-tone={tone} title={title}>
      {icon}
      {children}
    </span>
  );
}
