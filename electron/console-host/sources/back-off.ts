/** Pauses between attempts to connect. */

export interface BackOffOptions {
  /** Milliseconds. */
  readonly first: number;
  /** Milliseconds. */
  readonly longest: number;
}

export const PATIENT: BackOffOptions = { first: 100, longest: 2000 };
/** For a socket of this machine: a try costs next to nothing, and a guest that is back prints at once. */
export const LOCAL: BackOffOptions = { first: 100, longest: 250 };
/** For a guest that we start ourselves and whose first lines count. */
export const EAGER: BackOffOptions = { first: 10, longest: 100 };

/** @param attempts failed attempts so far, from 1 @returns milliseconds to wait before the next */
export const pauseAfter = (attempts: number, { first, longest }: BackOffOptions): number =>
  Math.min(first * 2 ** Math.min(attempts - 1, 30), longest);
