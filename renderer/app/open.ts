/** Opening sources: from the dialog, by drop, by paste, from the start page. Then shows what was opened. */
import type { AttachSpecInput, Console, SourceSpecInput } from '../../shared/contract/ipc.ts';
import { call, problemOf } from './bridge.ts';
import { go } from './navigation.ts';
import { goToReport } from './report-places.ts';
import { nameOfText } from './paste.ts';
import { showProblem, useWorkbench } from './store.ts';
import { flush, putConsole } from './sync.ts';

/** How long a file that was just opened may take until its first report no longer takes the view along. */
const FIRST_REPORT_MILLISECONDS = 4000;

function isStillAtLog(consoleId: string): boolean {
  const { history, position } = useWorkbench.getState();
  const place = history[position];
  return place?.at === 'console' && place.consoleId === consoleId && place.line === undefined;
}

/** Who opens a mail with a splat wants the report, not the mail: go on to the first one unless the user went elsewhere. */
function followToFirstReport(consoleId: string): void {
  const tryNow = (): boolean => {
    const report = useWorkbench.getState().reports.find((one) => one.consoleId === consoleId && !one.growing);
    if (report === undefined) return false;
    if (isStillAtLog(consoleId)) goToReport(report);
    return true;
  };
  if (tryNow()) return;
  const stop = useWorkbench.subscribe(() => {
    if (tryNow() || !isStillAtLog(consoleId)) stop();
  });
  setTimeout(stop, FIRST_REPORT_MILLISECONDS);
}

/** Show consoles that main has opened: the log of the first one, or its first report when it is a file or a text. */
export function showOpened(consoleIds: readonly string[]): void {
  const [first] = consoleIds;
  if (first === undefined) return;
  flush();
  go({ at: 'console', consoleId: first });
  const kind = useWorkbench.getState().consoles.find(({ id }) => id === first)?.spec.kind;
  const isRead = kind === undefined || kind === 'file' || kind === 'text' || kind === 'pipe';
  if (isRead) followToFirstReport(first);
}

/**
 * Attach to a source or to all logs of a folder, without showing them.
 * @param name what the user calls it
 * @returns ids of the consoles
 * @throws {RequestError} with the problem main answered with
 */
export async function attachTo(spec: AttachSpecInput, name?: string): Promise<readonly string[]> {
  if (spec.kind === 'folder') return (await call('folder.open', { path: spec.path })).consoleIds;
  const opened = await call('console.open', { spec, name });
  putConsole(opened);
  return [opened.id];
}

/**
 * Open a source and show it.
 * @throws {RequestError} with the problem main answered with
 */
export async function openSource(spec: SourceSpecInput): Promise<Console> {
  const opened = await call('console.open', { spec });
  putConsole(opened);
  showOpened([opened.id]);
  return opened;
}

/** The same, with a problem shown instead of thrown. */
export function openSourceOrTell(spec: SourceSpecInput): void {
  openSource(spec).catch((error: unknown) => showProblem(problemOf(error)));
}

/** Let the user choose files. */
export function openFiles(): void {
  call('dialog.openFiles', {}).then(
    ({ consoleIds }) => showOpened(consoleIds),
    (error: unknown) => showProblem(problemOf(error)),
  );
}

/** Open files by path, e.g. dropped ones; shows the first that opens. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  const opened: string[] = [];
  for (const path of paths) {
    if (path.toLowerCase().endsWith('.lockstep')) {
      go({ at: 'scenario', id: `file:${path}` });
      continue;
    }
    try {
      const console = await call('console.open', { spec: { kind: 'file', path } });
      putConsole(console);
      opened.push(console.id);
    } catch (error) {
      showProblem(problemOf(error));
    }
  }
  showOpened(opened);
}

export function openText(text: string): void {
  openSourceOrTell({ kind: 'text', name: nameOfText(text, new Date()), text });
}
