/** The notebook that evidence goes to and that the case view shows beside a report. Remembered between starts. */
import { create } from 'zustand';

const STORAGE_KEY = 'lockstep.notebook.current';

const useCurrent = create<{ readonly file: string | undefined }>(() => ({
  file: globalThis.localStorage?.getItem(STORAGE_KEY) ?? undefined,
}));

/** File name of the current notebook inside the notebook folder; undefined when there is none. */
export const useCurrentNotebook = (): string | undefined => useCurrent((state) => state.file);

/** The same, outside of components. */
export const currentNotebook = (): string | undefined => useCurrent.getState().file;

/** Make a notebook the current one, or none. */
export function setCurrentNotebook(file: string | undefined): void {
  if (file === undefined) globalThis.localStorage?.removeItem(STORAGE_KEY);
  else globalThis.localStorage?.setItem(STORAGE_KEY, file);
  useCurrent.setState({ file });
}
