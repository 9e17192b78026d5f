/** The notebooks of the chosen folder, as main lists them. */
import { create } from 'zustand';
import type { NotebookInfo, Problem } from '../../shared/contract/ipc.ts';
import { titleOf } from '../../shared/notebook/notebook-document.ts';
import { call, listen, problemOf } from '../app/bridge.ts';
import { useWorkbench } from '../app/store.ts';

interface NotebookListState {
  /** undefined: not read yet. */
  readonly notebooks: readonly NotebookInfo[] | undefined;
  readonly problem: Problem | undefined;
}

export const useNotebooks = create<NotebookListState>(() => ({ notebooks: undefined, problem: undefined }));

let asked = 0;

/** Read the folder again. Of several askings at once, the latest answer counts. */
export async function refreshNotebooks(): Promise<void> {
  const mine = (asked += 1);
  try {
    const found = await call('notebook.list', {});
    const notebooks = found.map((info) => ({ ...info, title: titleOf(`# ${info.title}`) ?? info.title }));
    if (mine === asked) useNotebooks.setState({ notebooks, problem: undefined });
  } catch (error) {
    if (mine === asked) useNotebooks.setState({ problem: problemOf(error) });
  }
}

/** Keep the list right while somebody looks at it. Returns the function that stops. */
export function followNotebooks(): () => void {
  void refreshNotebooks();
  const stops = [
    listen('notebook.changedOnDisk', () => void refreshNotebooks()),
    useWorkbench.subscribe((now, before) => {
      if (now.settings?.notebookDirectory !== before.settings?.notebookDirectory) void refreshNotebooks();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
