import type { ReactNode } from 'react';
import './EmptyState.css';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  /** What fills this pane. */
  readonly children?: ReactNode;
  /** Buttons that fill it. */
  readonly actions?: ReactNode;
}

/** An empty pane that says what fills it. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="empty-state">
      {icon}
      <div className="empty-state-title">{title}</div>
      {children !== undefined && <div className="empty-state-text">{children}</div>}
      {actions !== undefined && <div className="empty-state-actions">{actions}</div>}
    </div>
  );
}
