import { FilePlus, FolderOpen, NotebookPen, Pin } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { NotebookInfo } from '../../shared/contract/ipc.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { go, useIsAt } from '../app/navigation.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { moment } from '../ui/words.ts';
import { setCurrentNotebook, useCurrentNotebook } from './current-notebook.ts';
import { ChooseFolderButton, NewNotebookForm, useNotebookFolder } from './NewNotebook.tsx';
import { chooseNotebookFolder, haveNotebookFolder } from './notebook-files.ts';
import { followNotebooks, useNotebooks } from './notebook-list.ts';
import './notebook-list.css';

function openNotebookAt(file: string): void {
  setCurrentNotebook(file);
  go({ at: 'notebook', file });
}

interface NotebookRowProps {
  readonly notebook: NotebookInfo;
  /** Another notebook has the same title: the file name tells them apart. */
  readonly isAmbiguous: boolean;
}

function NotebookRow({ notebook, isAmbiguous }: NotebookRowProps): React.JSX.Element {
  const isHere = useIsAt((place) => place.at === 'notebook' && place.file === notebook.file);
  const isCurrent = useCurrentNotebook() === notebook.file;
  return (
    <li>
      <button
        type="button"
        className="nav-row"
        aria-current={isHere ? 'page' : undefined}
        title={`${notebook.title} (${notebook.file})${isCurrent ? '. Evidence is added to this notebook.' : ''}`}
        onClick={() => openNotebookAt(notebook.file)}
      >
        <NotebookPen aria-hidden />
        <span className="nav-row-words">
          <span className="ellipsis">{notebook.title}</span>
          <span className="notebook-row-date numbers ellipsis">
            {moment(notebook.modifiedAt)}
            {isAmbiguous && ` · ${notebook.file}`}
          </span>
        </span>
        {isCurrent && (
          <>
            <Pin className="notebook-pin" aria-hidden />
            <span className="visually-hidden">evidence goes here</span>
          </>
        )}
      </button>
    </li>
  );
}

function Rows(): React.JSX.Element | undefined {
  const folder = useNotebookFolder();
  const { notebooks, problem } = useNotebooks();
  if (folder === undefined) return undefined;
  if (folder === false)
    return (
      <div className="section-empty">
        <p>A notebook is a Markdown file in a folder of yours: what you suspect, and the evidence for it.</p>
        <div className="notebook-list-action">
          <ChooseFolderButton />
        </div>
      </div>
    );
  if (problem !== undefined)
    return (
      <div className="section-empty" role="alert">
        <p>{problem.message}</p>
        <div className="notebook-list-action">
          <ChooseFolderButton />
        </div>
      </div>
    );
  if (notebooks?.length === 0)
    return <p className="section-empty">No notebook yet. “Add report to notebook” on a report begins one.</p>;
  const titles = notebooks?.map(({ title }) => title) ?? [];
  return (
    <ul>
      {notebooks?.map((notebook) => (
        <NotebookRow
          key={notebook.file}
          notebook={notebook}
          isAmbiguous={titles.indexOf(notebook.title) !== titles.lastIndexOf(notebook.title)}
        />
      ))}
    </ul>
  );
}

/** The notebooks of the folder, for the sidebar. */
export function NotebookList(): React.JSX.Element {
  const [isNaming, setNaming] = useState(false);
  const section = useRef<HTMLElement>(null);
  const folder = useNotebookFolder();
  useEffect(followNotebooks, []);

  const commands = useMemo<readonly Command[]>(
    () => [
      {
        id: 'notebook.new',
        group: 'Notebook',
        title: 'New notebook …',
        keys: ['Ctrl+Shift+N'],
        run: () => void haveNotebookFolder().then((has) => setNaming(has)),
      },
      {
        id: 'notebook.list',
        group: 'Notebook',
        title: 'Go to the list of notebooks',
        keys: ['Ctrl+Shift+E'],
        run: () => {
          const find = (what: string) => section.current?.querySelector<HTMLElement>(what);
          (find('.nav-row, .section-empty .button') ?? find('.icon-button:last-child'))?.focus();
        },
      },
      {
        id: 'notebook.chooseFolder',
        group: 'Notebook',
        title: 'Choose the folder for notebooks …',
        run: () => void chooseNotebookFolder(),
      },
    ],
    [],
  );
  useCommands('notebook-list', commands);

  return (
    <section className="notebook-list" aria-label="Notebooks" ref={section}>
      <div className="section-head">
        <h2>Notebooks</h2>
        <span>
          {typeof folder === 'string' && (
            <>
              <IconButton
                label={`Folder: ${folder}. Choose another`}
                icon={<FolderOpen />}
                onPress={() => void chooseNotebookFolder()}
              />
              <IconButton
                label="New notebook"
                keys="Ctrl+Shift+N"
                icon={<FilePlus />}
                onPress={() => setNaming((naming) => !naming)}
              />
            </>
          )}
        </span>
      </div>
      {isNaming && (
        <NewNotebookForm
          onCancel={() => setNaming(false)}
          onMade={(file) => {
            setNaming(false);
            openNotebookAt(file);
          }}
        />
      )}
      <Rows />
    </section>
  );
}
