/**
 * The application menu: what every application has, by roles, and the renderer's commands by their ids. Keys of commands
 * are only shown here; the renderer's command table acts on them. No Ctrl+W: in a console it deletes a word, and must not
 * close the window that records.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly openFiles: () => void;
  /** Ask the renderer to run a command of its table. */
  readonly command: (id: string) => void;
}

export function installMenu({ openFiles, command }: MenuActions): void {
  const item = (label: string, id: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => command(id),
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: '&File',
        submenu: [
          { label: '&Open Files…', accelerator: 'CmdOrCtrl+O', registerAccelerator: false, click: openFiles },
          item('&Settings', 'app.settings', 'CmdOrCtrl+,'),
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: '&View',
        submenu: [
          item('&Go to Anything…', 'app.goto', 'CmdOrCtrl+P'),
          item('&All Commands…', 'app.palette', 'CmdOrCtrl+Shift+P'),
          { type: 'separator' },
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          { type: 'separator' },
          { role: 'toggleDevTools' },
        ],
      },
      { label: '&Go', submenu: [item('&Back', 'go.back', 'Alt+Left'), item('&Forward', 'go.forward', 'Alt+Right')] },
      { label: '&Help', submenu: [item('&Keys', 'app.keys', '?')] },
    ]),
  );
}
