import { FilePlus, FolderOpen } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { chooseNotebookFolder, createNotebook } from './notebook-files.ts';
import { refreshNotebooks } from './notebook-list.ts';

interface NewNotebookFormProps {
  readonly onMade: (file: string) => void;
  readonly onCancel?: () => void;
}

/** Asks what a new notebook is about and makes it. */
export function NewNotebookForm({ onMade, onCancel }: NewNotebookFormProps): React.JSX.Element {
  const [title, setTitle] = useState('');
  const wanted = title.trim().slice(0, 200);
  const make = (): void => {
    if (wanted === '') return;
    createNotebook(wanted).then(
      ({ file }) => {
        void refreshNotebooks();
        onMade(file);
      },
      (error: unknown) => showProblem(problemOf(error)),
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || onCancel === undefined) return;
    event.stopPropagation();
    onCancel();
  };
  return (
    <form
      className="new-notebook"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <TextInput
        label="What is it about?"
        placeholder="slab_mutex against cpu_hotplug_lock"
        value={title}
        onChange={setTitle}
        autoFocus={onCancel !== undefined}
      />
      <div className="new-notebook-buttons">
        {onCancel !== undefined && (
          <Button variant="quiet" onPress={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" variant="primary" icon={<FilePlus aria-hidden />} isDisabled={wanted === ''}>
          New notebook
        </Button>
      </div>
    </form>
  );
}

/** Is a folder for notebooks chosen? undefined: not known yet. */
export const useNotebookFolder = (): string | false | undefined =>
  useWorkbench((state) => (state.settings === undefined ? undefined : (state.settings.notebookDirectory ?? false)));

export function ChooseFolderButton(): React.JSX.Element {
  return (
    <Button icon={<FolderOpen aria-hidden />} onPress={() => void chooseNotebookFolder()}>
      Choose a folder …
    </Button>
  );
}
