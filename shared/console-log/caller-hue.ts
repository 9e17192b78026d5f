/** A hue for each caller id, the same in every log and at every start. */

/** Hues that can be told apart; neighbouring ids (T1, T2) get distant ones. */
export const HUES = 12;

/** Red and orange are left to errors and warnings. */
const FIRST = 110;
const RANGE = 240;

/** @returns degrees on the colour circle, for `oklch()` */
export function callerHue(caller: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < caller.length; at++) hash = Math.imul(hash ^ caller.charCodeAt(at), 0x01000193) >>> 0;
  return FIRST + (((hash ^ (hash >>> 15)) >>> 0) % HUES) * (RANGE / HUES);
}
