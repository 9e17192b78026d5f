/** The application shell: life cycle, windows, protocol. What it offers to the page is in `handlers.ts`. */
import { app, BrowserWindow } from 'electron';
import { lockDown } from './lockdown.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { rendererDirectory } from './paths.ts';
import { createWorkbenchWindow } from './window.ts';

registerPageScheme();
// Root cannot use Chromium's sandbox; scripts/start.mjs passes --no-sandbox there, and forcing it would crash every child.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// Not awaited at the top level: Electron waits for this module before it becomes ready.
void app.whenReady().then(() => {
  lockDown();
  servePage(rendererDirectory);
  createWorkbenchWindow({ width: 1440, height: 900 });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) createWorkbenchWindow({ width: 1440, height: 900 });
  });
});
app.on('window-all-closed', () => app.quit());
