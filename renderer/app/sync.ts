/** Keeps the store a mirror of main: listens first, then loads everything once, so nothing falls in between. */
import type { Console, ReportSummary } from '../../shared/contract/ipc.ts';
import { call, listen, problemOf } from './bridge.ts';
import { runCommand } from './commands.ts';
import { mergeById } from './merge-by-id.ts';
import { visibleText } from '../ui/visible-text.ts';
import { Pace } from './pace.ts';
import { showProblem, useWorkbench } from './store.ts';

const byStart = (a: Console, b: Console): number => a.startedAt - b.startedAt;

const pace = new Pace();
const changedConsoles = new Map<string, Console>();
const changedReports = new Map<string, ReportSummary>();
let timer: ReturnType<typeof setTimeout> | undefined;
/** When the first of these was told. */
let toldAt = 0;

/** Put everything that was told since the last time into the store. */
export function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  const began = performance.now();
  // What the store tells is drawn before the next task.
  setTimeout(() => pace.drawn(began, performance.now()), 0);
  useWorkbench.setState(({ consoles, reports }) => ({
    consoles: changedConsoles.size === 0 ? consoles : [...mergeById(consoles, changedConsoles)].sort(byStart),
    reports: mergeById(reports, changedReports),
  }));
  changedConsoles.clear();
  changedReports.clear();
}

/** Flush when it is time to; a key that is pressed meanwhile puts it off. */
function flushSoon(): void {
  if (timer === undefined) toldAt = performance.now();
  clearTimeout(timer);
  const wait = pace.wait(performance.now(), toldAt, changedReports.size > 0);
  timer = setTimeout(() => {
    if (pace.wait(performance.now(), toldAt, changedReports.size > 0) > 1) flushSoon();
    else flush();
  }, wait);
}

/** A console as main told it, in an event or as an answer. */
export function putConsole(console: Console): void {
  // Named after files and commands: hostile, and shown in many places.
  changedConsoles.set(console.id, { ...console, name: visibleText(console.name) });
  flushSoon();
}

function putReport(report: ReportSummary): void {
  const consoleName = visibleText(report.consoleName);
  changedReports.set(report.id, { ...report, consoleName, sentence: visibleText(report.sentence) });
  flushSoon();
}

function removeConsole(gone: string): void {
  flush();
  useWorkbench.setState(({ consoles, reports }) => ({
    consoles: consoles.filter(({ id }) => id !== gone),
    reports: reports.filter(({ consoleId }) => consoleId !== gone),
  }));
}

function removeReports(ids: readonly string[]): void {
  flush();
  const gone = new Set(ids);
  useWorkbench.setState(({ reports }) => ({ reports: reports.filter(({ id }) => !gone.has(id)) }));
}

function subscribe(): (() => void)[] {
  return [
    listen('console.changed', putConsole),
    listen('console.removed', ({ id }) => removeConsole(id)),
    listen('report.changed', putReport),
    listen('report.removed', ({ ids }) => removeReports(ids)),
    listen('settings.changed', (settings) => useWorkbench.setState({ settings })),
    listen('code.treesChanged', (trees) => useWorkbench.setState({ trees })),
    listen('lab.changed', (lab) => useWorkbench.setState({ lab })),
    listen('app.problem', showProblem),
    listen('app.command', ({ id, argument }) => {
      if (!runCommand(id, argument)) {
        showProblem({ code: 'no-such-command', message: `“${id}” cannot be done here.` });
      }
    }),
  ];
}

/** One part of the initial state; a part that fails is a problem on screen and leaves the others alone. */
async function load<T>(asked: Promise<T>, put: (value: T) => void): Promise<void> {
  try {
    put(await asked);
  } catch (error) {
    showProblem(problemOf(error));
  }
}

/** Start mirroring. Returns the function that stops. */
export function startSync(): () => void {
  const onKey = ({ timeStamp }: KeyboardEvent): void => pace.keyPressed(timeStamp);
  addEventListener('keydown', onKey, true);
  const stops = [...subscribe(), () => removeEventListener('keydown', onKey, true)];
  void Promise.all([
    load(call('settings.get', {}), (settings) => useWorkbench.setState({ settings })),
    load(call('console.list', {}), (list) => list.forEach(putConsole)),
    load(call('report.list', {}), (list) => list.forEach(putReport)),
    load(call('code.trees', {}), (trees) => useWorkbench.setState({ trees })),
    load(call('lab.status', {}), (lab) => useWorkbench.setState({ lab })),
  ]).then(() => {
    flush();
    useWorkbench.setState({ ready: true });
  });
  return () => stops.forEach((stop) => stop());
}
