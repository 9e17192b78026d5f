/** The notebook folder, through main. */
import type { NotebookInfo } from '../../shared/contract/ipc.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import { newNotebookText } from '../../shared/notebook/notebook-document.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import type { NotebookFiles } from './notebook-session.ts';

async function createWith(title: string, text: string): Promise<NotebookInfo> {
  const made = await call('notebook.create', { title });
  const { modifiedAt } = await call('notebook.write', {
    file: made.file,
    text,
    expectedModifiedAt: made.modifiedAt,
  });
  return { ...made, modifiedAt };
}

/** What an open notebook reads and writes through. */
export const notebookFiles: NotebookFiles = {
  read: (file) => call('notebook.read', { file }),
  write: (file, text, expected) =>
    call('notebook.write', {
      file,
      text,
      ...(expected === undefined ? {} : { expectedModifiedAt: epochMilliseconds(expected) }),
    }),
  create: createWith,
  problemOf,
};

/** Make a notebook with the headings of an investigation in it. */
export const createNotebook = (title: string): Promise<NotebookInfo> =>
  createWith(title, newNotebookText(title, new Date()));

/**
 * Have the user choose the folder that notebooks live in.
 * @returns false when nothing was chosen; problems are shown
 */
export async function chooseNotebookFolder(): Promise<boolean> {
  try {
    const { path } = await call('dialog.chooseDirectory', { purpose: 'notebooks' });
    if (path === undefined) return false;
    const settings = await call('settings.set', { notebookDirectory: path });
    useWorkbench.setState({ settings });
    return true;
  } catch (error) {
    showProblem(problemOf(error));
    return false;
  }
}

/** True once there is a folder, asking for one when there is none. */
export async function haveNotebookFolder(): Promise<boolean> {
  return useWorkbench.getState().settings?.notebookDirectory !== undefined || (await chooseNotebookFolder());
}
