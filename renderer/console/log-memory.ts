/** Where each log was left, for as long as the window lives: going back to it must not lose the place. */
import type { ScrollStart } from './line-scroller.ts';

const left = new Map<string, ScrollStart>();

export const rememberLog = (consoleId: string, at: ScrollStart): void => void left.set(consoleId, at);

/** Whoever left it saw its newest line, or has not looked at it yet. */
export const isLeftFollowing = (consoleId: string): boolean => left.get(consoleId)?.isFollowing ?? true;

/** A log that still grows opens at its end and follows; one that was read opens at its start. */
export const startOfLog = (consoleId: string, grows: boolean): ScrollStart =>
  left.get(consoleId) ?? { top: 0, isFollowing: grows };
