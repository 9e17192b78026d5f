/** What no page of ours may ever do, for every web contents that is ever created. */
import { app, session } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** Deny permissions, navigation, new windows, webviews and downloads. Call once, when the app is ready. */
export function lockDown(): void {
  const ours = session.defaultSession;
  // Writing to the clipboard after a click is the one thing a page may do.
  ours.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === 'clipboard-sanitized-write'),
  );
  ours.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  ours.setDevicePermissionHandler(() => false);
  ours.on('will-download', (event) => event.preventDefault());
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Is this URL a page of ours? Compared by parsed origin, not by prefix. */
export function isOurs(url: string): boolean {
  try {
    const parsed = new URL(url);
    return `${parsed.protocol}//${parsed.host}` === PAGE_ORIGIN;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
