/** One action puts a piece of evidence into the current notebook. */
import { evidenceToMarkdown, titleForEvidence } from '../../shared/notebook/evidence-markdown.ts';
import { placeOfEvidence, type Evidence } from '../../shared/notebook/evidence.ts';
import type { Insertion } from '../../shared/notebook/notebook-document.ts';
import { leftOutWords, makeLink } from '../../shared/notebook/write-link.ts';
import { problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { showProblem } from '../app/store.ts';
import { currentNotebook, setCurrentNotebook } from './current-notebook.ts';
import { showNote } from './note.ts';
import { createNotebook, haveNotebookFolder } from './notebook-files.ts';
import { refreshNotebooks } from './notebook-list.ts';
import type { NotebookSession } from './notebook-session.ts';
import { openNotebook } from './open-notebooks.ts';

/** The notebook that evidence goes to: the current one while it can be read, else a new one. */
async function targetFor(evidence: Evidence): Promise<NotebookSession> {
  const current = currentNotebook();
  if (current !== undefined) {
    const session = openNotebook(current);
    await session.load();
    const { load } = session.snapshot();
    if (load.is === 'ready') return session;
    if (load.is === 'failed' && load.problem.code !== 'ENOENT')
      throw new UnreadableNotebook(current, load.problem.message);
  }
  const { file } = await createNotebook(titleForEvidence(evidence));
  setCurrentNotebook(file);
  const session = openNotebook(file);
  await session.load();
  return session;
}

class UnreadableNotebook extends Error {
  constructor(file: string, why: string) {
    super(`Nothing was added: the notebook ${file} can't be read. ${why}`);
  }
}

async function takeBack(session: NotebookSession, insertion: Insertion): Promise<void> {
  if (session.takeOut(insertion)) {
    await session.save();
    showNote(`Taken out of ${session.title()}`);
  } else showNote(`Not taken out: it was edited in ${session.title()} since.`);
}

/**
 * Add evidence to the current notebook, or to a new one titled after it. Asks for the notebook folder when none is
 * chosen. What happened is shown in a note that doesn't block; problems are shown too, so this never rejects.
 */
export async function addEvidence(evidence: Evidence): Promise<void> {
  try {
    if (!(await haveNotebookFolder())) return;
    const session = await targetFor(evidence);
    const insertion = session.insert(evidenceToMarkdown(evidence));
    await session.save();
    const { save } = session.snapshot();
    if (save.is === 'failed') showProblem(save.problem);
    void refreshNotebooks();
    const place = placeOfEvidence(evidence);
    const leftOut = leftOutWords(place, makeLink(place));
    showNote(
      `Added to ${session.title()}${leftOut === undefined ? '' : `. ${leftOut}`}`,
      [
        { title: 'Undo', run: () => void takeBack(session, insertion) },
        { title: 'Open', run: () => go({ at: 'notebook', file: session.file }) },
      ],
      leftOut !== undefined,
    );
  } catch (error) {
    showProblem(problemOf(error));
  }
}
