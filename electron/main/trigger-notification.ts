/** Tells the desktop that a trigger has fired, when the user is looking elsewhere. */
import { app, Notification, shell, type BrowserWindow } from 'electron';
import type { FiredTrigger, Trigger } from '../../shared/contract/ipc/triggers.ts';
import type { LineNumber } from '../../shared/contract/units.ts';
import type { FiredDetails } from './triggers.ts';

/** Shown notifications are kept here: one that is collected would not hear the click. */
const shown = new Set<Notification>();
/** A server that never says that one is gone must not make us keep all of them. */
const MOST_SHOWN = 50;
let untold = 0;

/** Notification servers read markup in the body, and some of this comes from a console. */
const plain = (text: string): string =>
  text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('&', '＆').slice(0, 300);

/**
 * Ring the bell; and notify, count on the badge, and flash the frame unless the window has the focus.
 * @param go shows the line, after a click
 */
export function notifyOn(
  { words, consoleId, line }: FiredTrigger,
  { notifies, rings }: Pick<Trigger, 'notifies' | 'rings'>,
  { consoleName, sentence }: FiredDetails,
  window: () => BrowserWindow | undefined,
  go: (consoleId: string, line: LineNumber | undefined) => void,
): void {
  if (rings === true) shell.beep();
  const ours = window();
  if (notifies === false || ours?.isFocused() === true) return;
  untold++;
  app.setBadgeCount(untold);
  ours?.flashFrame(true);
  // One listener for all that comes until the user is back.
  if (untold === 1) {
    ours?.once('focus', () => {
      untold = 0;
      app.setBadgeCount(0);
      ours.flashFrame(false);
    });
  }
  if (!Notification.isSupported()) return;
  const body = plain(sentence === undefined ? consoleName : `${consoleName}: ${sentence}`);
  const notification = new Notification({ title: plain(words), body });
  shown.add(notification);
  const [oldest] = shown;
  if (oldest !== undefined && shown.size > MOST_SHOWN) shown.delete(oldest);
  notification.once('click', () => {
    shown.delete(notification);
    go(consoleId, line);
  });
  notification.once('close', () => shown.delete(notification));
  notification.show();
}
