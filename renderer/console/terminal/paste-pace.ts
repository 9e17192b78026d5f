/** Pasting into a slow line: a few characters at a time, as a console without flow control loses what comes too fast. */
import { create } from 'zustand';

/** Characters a second; `0`: all at once. */
export const PACES = ['0', '5000', '1000', '200'] as const;
export type Pace = (typeof PACES)[number];

const KEY = 'lockstep.paste-pace';
const isPace = (text: string | null | undefined): text is Pace => PACES.some((pace) => pace === text);

const stored = globalThis.localStorage?.getItem(KEY);
export const usePastePace = create<{ readonly pace: Pace }>(() => ({ pace: isPace(stored) ? stored : '1000' }));

export function setPastePace(pace: Pace): void {
  usePastePace.setState({ pace });
  globalThis.localStorage?.setItem(KEY, pace);
}

/** Longest text that one request may carry. */
const AT_ONCE = 16_384;
/** Between two pieces, in milliseconds. */
const EVERY = 50;

/** Text in the pieces in which it is sent, and how long to wait between them. */
export function piecesOf(text: string, pace: Pace): { readonly pieces: readonly string[]; readonly every: number } {
  const perSecond = Number(pace);
  const size = perSecond === 0 ? AT_ONCE : Math.max(1, Math.round((perSecond * EVERY) / 1000));
  const characters = Array.from(text);
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += size) pieces.push(characters.slice(at, at + size).join(''));
  return { pieces, every: perSecond === 0 ? 0 : EVERY };
}

/**
 * Send text at a pace.
 * @returns a function that stops it
 */
export function paste(text: string, pace: Pace, send: (piece: string) => void, onDone: () => void): () => void {
  // Consoles end lines with a carriage return, as the Enter key does.
  const { pieces, every } = piecesOf(text.replaceAll(/\r?\n/g, '\r'), pace);
  if (every === 0) {
    for (const piece of pieces) send(piece);
    onDone();
    return () => undefined;
  }
  let next = 0;
  const timer = setInterval(() => {
    const piece = pieces[next++];
    if (piece !== undefined) send(piece);
    if (next < pieces.length) return;
    clearInterval(timer);
    onDone();
  }, every);
  return () => clearInterval(timer);
}
