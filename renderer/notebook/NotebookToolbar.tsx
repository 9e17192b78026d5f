import { Check, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { Choice } from '../ui/Choice.tsx';
import type { NotebookSession, SaveState } from './notebook-session.ts';
import { NotebookSwitcher } from './NotebookSwitcher.tsx';
import { saveWords } from './save-words.ts';
import { setViewMode, type ViewMode } from './view-mode.ts';

const MODES = [
  { value: 'edit', title: 'Edit' },
  { value: 'read', title: 'Read' },
] as const;
const WIDE_MODES = [...MODES, { value: 'both', title: 'Both' }] as const;

function SaveWords({ save }: { readonly save: SaveState }): React.JSX.Element {
  const words = saveWords(save);
  const Icon = save.is === 'saved' ? Check : save.is === 'saving' ? LoaderCircle : TriangleAlert;
  return (
    <span
      className="notebook-save numbers"
      data-state={save.is}
      title={words}
      role={save.is === 'failed' ? 'alert' : undefined}
    >
      <Icon aria-hidden />
      <span className="ellipsis">{words}</span>
    </span>
  );
}

interface NotebookToolbarProps {
  readonly session: NotebookSession;
  readonly mode: ViewMode;
  readonly compact: boolean;
}

/** Which notebook, is it saved, how is it shown. */
export function NotebookToolbar({ session, mode, compact }: NotebookToolbarProps): React.JSX.Element {
  const { save } = useSyncExternalStore(session.watch, session.snapshot);
  const title = useSyncExternalStore(session.watch, () => session.title());
  return (
    <header className="notebook-toolbar">
      {compact ? (
        <NotebookSwitcher file={session.file} title={title} />
      ) : (
        <h2 className="notebook-title ellipsis" title={session.file}>
          {title}
        </h2>
      )}
      <SaveWords save={save} />
      <Choice<ViewMode>
        label="Show the notebook"
        options={compact ? MODES : WIDE_MODES}
        value={mode}
        onChange={(chosen) => setViewMode(compact, chosen)}
      />
    </header>
  );
}
