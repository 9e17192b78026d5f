/** A hue for each caller id, the same in every log and at every start. */

/** Hues that can be told apart; neighbouring ids (T1, T2) get distant ones. */
export const HUES = 12;

/** @returns degrees on the colour circle, for `oklch()` */
export function callerHue(caller: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < caller.length; at++) hash = Math.imul(hash ^ caller.charCodeAt(at), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) % HUES) * (360 / HUES);
}
