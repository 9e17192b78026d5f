/** The notebooks that were opened in this window: one session a file, kept so that undo survives going elsewhere. */
import { listen, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { setCurrentNotebook } from './current-notebook.ts';
import { notebookFiles } from './notebook-files.ts';
import { NotebookSession } from './notebook-session.ts';

const sessions = new Map<string, NotebookSession>();
let isListening = false;

/** The session of a notebook; its file is being read when this is the first time. */
export function openNotebook(file: string): NotebookSession {
  startListening();
  const known = sessions.get(file);
  if (known !== undefined) return known;
  const session = new NotebookSession(file, notebookFiles);
  sessions.set(file, session);
  void session.load();
  return session;
}

const unsaved = (): readonly NotebookSession[] => [...sessions.values()].filter((session) => session.isUnsaved());

/** Write everything that isn't on disk yet. */
export async function saveAllNotebooks(): Promise<void> {
  await Promise.all(unsaved().map((session) => session.save()));
}

/** The folder is another one: the same file name is another file there. What could not be saved goes along as a copy. */
async function leaveFolder(): Promise<void> {
  const left = unsaved();
  sessions.clear();
  setCurrentNotebook(undefined);
  for (const session of left) {
    session.close();
    try {
      await notebookFiles.create(`${session.title().slice(0, 160)} (not saved before)`, session.text());
    } catch (error) {
      showProblem(problemOf(error));
    }
  }
}

let mayClose = false;

/** The window waits for the last save; when that isn't possible it says so, and closes the second time. */
function beforeClosing(event: BeforeUnloadEvent): void {
  if (mayClose || unsaved().length === 0) return;
  event.preventDefault();
  void saveAllNotebooks().then(() => {
    mayClose = true;
    const left = unsaved();
    if (left.length === 0) {
      window.close();
      return;
    }
    showProblem({
      code: 'unsaved-notebook',
      message: `${left.map((session) => `“${session.title()}”`).join(', ')} could not be saved.`,
      hint: 'Open the notebook to see why, or copy its text. Closing the window again closes it without saving.',
    });
  });
}

function startListening(): void {
  if (isListening) return;
  isListening = true;
  listen('notebook.changedOnDisk', ({ file }) => void sessions.get(file)?.changedOnDisk());
  useWorkbench.subscribe((now, before) => {
    if (before.settings === undefined) return;
    if (now.settings?.notebookDirectory !== before.settings.notebookDirectory) void leaveFolder();
  });
  window.addEventListener('blur', () => void saveAllNotebooks());
  window.addEventListener('beforeunload', beforeClosing);
}
