/** Keeps the store a mirror of main: listens first, then loads everything once, so nothing falls in between. */
import type { Console, ReportSummary } from '../../shared/contract/ipc.ts';
import { call, listen, problemOf } from './bridge.ts';
import { runCommand } from './commands.ts';
import { showProblem, useWorkbench } from './store.ts';

const byStart = (a: Console, b: Console): number => a.startedAt - b.startedAt;

function putConsole(console: Console): void {
  useWorkbench.setState(({ consoles }) => ({
    consoles: consoles.some(({ id }) => id === console.id)
      ? consoles.map((old) => (old.id === console.id ? console : old))
      : [...consoles, console].sort(byStart),
  }));
}

function putReport(report: ReportSummary): void {
  useWorkbench.setState(({ reports }) => ({
    reports: reports.some(({ id }) => id === report.id)
      ? reports.map((old) => (old.id === report.id ? report : old))
      : [...reports, report],
  }));
}

function subscribe(): (() => void)[] {
  return [
    listen('console.changed', putConsole),
    listen('console.removed', ({ id }) =>
      useWorkbench.setState(({ consoles, reports }) => ({
        consoles: consoles.filter((console) => console.id !== id),
        reports: reports.filter((report) => report.consoleId !== id),
      })),
    ),
    listen('report.changed', putReport),
    listen('report.removed', ({ ids }) => {
      const gone = new Set(ids);
      useWorkbench.setState(({ reports }) => ({ reports: reports.filter(({ id }) => !gone.has(id)) }));
    }),
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
  const stops = subscribe();
  void Promise.all([
    load(call('settings.get', {}), (settings) => useWorkbench.setState({ settings })),
    load(call('console.list', {}), (list) => list.forEach(putConsole)),
    load(call('report.list', {}), (list) => list.forEach(putReport)),
    load(call('code.trees', {}), (trees) => useWorkbench.setState({ trees })),
    load(call('lab.status', {}), (lab) => useWorkbench.setState({ lab })),
  ]).then(() => useWorkbench.setState({ ready: true }));
  return () => stops.forEach((stop) => stop());
}
