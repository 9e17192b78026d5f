import { NotebookPen, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { go } from '../app/navigation.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { setCurrentNotebook } from './current-notebook.ts';
import { ChooseFolderButton, NewNotebookForm, useNotebookFolder } from './NewNotebook.tsx';
import type { NotebookSession } from './notebook-session.ts';
import { NotebookBanner } from './NotebookBanner.tsx';
import { NotebookToolbar } from './NotebookToolbar.tsx';
import './notebook-pane.css';
import { openNotebook } from './open-notebooks.ts';
import { setViewMode, toggledMode, useViewMode, type ViewMode } from './view-mode.ts';

const MarkdownEditor = lazy(() => import('./MarkdownEditor.tsx'));
const ReadView = lazy(() => import('./ReadView.tsx'));

export interface NotebookPaneProps {
  /** File name inside the notebook folder; undefined shows how to start one. */
  readonly file: string | undefined;
  /** For a side panel of about 420 px. */
  readonly compact?: boolean;
}

function Pages({ session, mode, compact }: { session: NotebookSession; mode: ViewMode; compact: boolean }) {
  const editor = <MarkdownEditor session={session} compact={compact} />;
  const reader = <ReadView session={session} />;
  if (mode === 'edit') return editor;
  if (mode === 'read') return reader;
  return (
    <Split id="notebook" direction="horizontal">
      <SplitPane id="notebook-editor" minSize={220}>
        {editor}
      </SplitPane>
      <SplitPane id="notebook-reader" minSize={220}>
        {reader}
      </SplitPane>
    </Split>
  );
}

function OpenNotebook({ file, compact }: { readonly file: string; readonly compact: boolean }): React.JSX.Element {
  const session = openNotebook(file);
  const { load } = useSyncExternalStore(session.watch, session.snapshot);
  const mode = useViewMode(compact);
  useEffect(() => {
    if (!compact) setCurrentNotebook(file);
    return () => void session.save();
  }, [compact, file, session]);

  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'notebook.toggleRead',
        group: 'Notebook',
        title: mode === 'read' ? 'Edit the notebook' : 'Read the notebook',
        keys: ['Ctrl+E'],
        run: () => setViewMode(compact, toggledMode(mode)),
      },
      {
        id: 'notebook.save',
        group: 'Notebook',
        title: 'Save the notebook now',
        keys: ['Ctrl+S'],
        run: () => void session.save(),
      },
    ],
    [compact, mode, session],
  );
  useCommands('notebook-pane', commands);

  if (load.is === 'failed')
    return (
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title="This notebook can't be read"
        actions={
          <>
            <Button onPress={() => void session.load()}>Try again</Button>
            {compact && <Button onPress={() => setCurrentNotebook(undefined)}>Another notebook</Button>}
          </>
        }
      >
        {load.problem.message} {load.problem.hint}
      </EmptyState>
    );
  return (
    <>
      <NotebookToolbar session={session} mode={mode} compact={compact} />
      <NotebookBanner session={session} />
      <div className="notebook-pages">
        {load.is === 'ready' ? (
          <Suspense fallback={<EmptyState title={<Spinner label="Opening the notebook …" />} />}>
            <Pages session={session} mode={mode} compact={compact} />
          </Suspense>
        ) : (
          <EmptyState title={<Spinner label="Opening the notebook …" />} />
        )}
      </div>
    </>
  );
}

function NoNotebook({ compact }: { readonly compact: boolean }): React.JSX.Element | undefined {
  const folder = useNotebookFolder();
  if (folder === undefined) return undefined;
  const begin = (file: string): void => {
    setCurrentNotebook(file);
    if (!compact) go({ at: 'notebook', file });
  };
  return (
    <EmptyState
      icon={<NotebookPen aria-hidden />}
      title="Keep the investigation in a notebook"
      actions={folder === false ? <ChooseFolderButton /> : <NewNotebookForm onMade={begin} />}
    >
      A Markdown file in a folder of yours, saved as you type. “Add to notebook” puts a report, a replay step or a
      source line into it, with a link that opens it again here.
    </EmptyState>
  );
}

/** A notebook being edited and read. */
export function NotebookPane({ file, compact = false }: NotebookPaneProps): React.JSX.Element {
  const folder = useNotebookFolder();
  return (
    <section className="notebook-pane" data-compact={compact} aria-label="Notebook">
      {file === undefined || folder === false ? (
        <NoNotebook compact={compact} />
      ) : (
        <OpenNotebook key={`${String(folder)}/${file}`} file={file} compact={compact} />
      )}
    </section>
  );
}
