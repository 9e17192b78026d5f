import { TriangleAlert, X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { NotebookSession } from './notebook-session.ts';

/** What the user has to decide or should know about the file. */
export function NotebookBanner({ session }: { readonly session: NotebookSession }): React.JSX.Element | undefined {
  const { save, notice } = useSyncExternalStore(session.watch, session.snapshot);
  if (save.is === 'conflict')
    return (
      <div className="notebook-banner" data-tone="waiting" role="alert">
        <TriangleAlert aria-hidden />
        <p>
          <strong>Another program changed this file while you did.</strong> Nothing is written until you choose; neither
          version is lost.
        </p>
        <div className="notebook-banner-actions">
          <Button onPress={() => void session.reload()}>Show theirs (undo brings back mine)</Button>
          <Button onPress={() => void session.keepMine()}>Keep mine (theirs becomes a copy)</Button>
        </div>
      </div>
    );
  if (notice === undefined) return undefined;
  return (
    <div className="notebook-banner" role="status">
      <p>{notice}</p>
      <IconButton label="Dismiss" icon={<X />} onPress={() => session.dismissNotice()} />
    </div>
  );
}
