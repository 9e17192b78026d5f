/** The application shell: life cycle, windows, protocol. What it offers to the page is in `handlers.ts`. */
import { app } from 'electron';
import { problemOf } from '../node/problem.ts';
import { Arguments, parseArguments } from './arguments.ts';
import { lockDown } from './lockdown.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { rendererDirectory } from './paths.ts';
import { Workbench } from './workbench.ts';

registerPageScheme();
// Root cannot use Chromium's sandbox; scripts/start.mjs passes --no-sandbox there, and forcing it would crash every child.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// Tests, and users who want two Lockstep side by side, give it another home. Before anything reads or writes there.
const userData = process.env['LOCKSTEP_USER_DATA'];
if (userData !== undefined && userData !== '') app.setPath('userData', userData);

const given = parseArguments(process.argv, app.isPackaged, process.cwd());

if (!app.requestSingleInstanceLock(given)) {
  process.stderr.write('lockstep: already running with this user data; the files are opened there.\n');
  app.quit();
} else {
  run();
}

function run(): void {
  const workbench = new Workbench();
  // A mistake of ours must not stop what is being recorded, and Electron's own dialog would.
  const report = (error: unknown): void => {
    process.stderr.write(`lockstep: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    workbench.problem(problemOf(error));
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  const early: string[] = [];
  let isReady = false;
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (isReady) void workbench.openFiles([file]);
    else early.push(file);
  });
  app.on('second-instance', (_event, _argv, _directory, data) => {
    const asked = Arguments.safeParse(data);
    if (isReady)
      void workbench.showAndOpen(asked.success ? asked.data : { files: [], links: [], pipes: [], lab: false });
  });

  // Not awaited at the top level: Electron waits for this module before it becomes ready.
  void app.whenReady().then(async () => {
    lockDown();
    servePage(rendererDirectory);
    isReady = true;
    await workbench.start({ ...given, files: [...given.files, ...early] });
  });

  app.on('activate', () => workbench.showWindow());
  app.on('window-all-closed', () => app.quit());
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped || !isReady) return;
    event.preventDefault();
    void workbench.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
}
