/**
 * A guest with an emulated serial port prints byte by byte, and every byte that wakes its reader costs the guest about as
 * much as printing it: who reads at once makes it slower. So after a small read the thread sleeps for a moment, in which
 * bytes gather in the kernel and wake nobody. Far shorter than the kernel's buffer takes to fill: a unix socket holds 277
 * writes of one byte (net.core.wmem_default), and an emulated port does at most some 500 a millisecond
 * (docs/decisions/0009-a-breath-between-small-reads.md).
 */

/** Milliseconds; the kernel adds about 0.06. */
const BREATH = 0.25;
/** A read of more bytes is of somebody who writes large pieces, or of a buffer that fills up: there is no time to lose. */
const SMALL = 240;

export interface BreathOptions {
  /** For tests: keeps this thread from going on for so many milliseconds. */
  readonly sleep?: (milliseconds: number) => void;
  /** For tests: called in each turn of the event loop, when all that could be read was read; the loop then goes on at once. */
  readonly afterReads?: (act: () => void) => void;
}

/**
 * One for all sources of a thread. As long as something comes, the loop never waits for it: who waits is woken by the first
 * byte of what follows, at the cost of who prints it.
 * @returns to be called after each read, with its number of bytes
 */
export function breathing({ sleep = sleepHere, afterReads = setImmediate }: BreathOptions = {}): (
  count: number,
) => void {
  let isDue = false;
  let hasRead = false;
  let hasReadMuch = false;
  const turn = (): void => {
    const breathes = hasRead && !hasReadMuch;
    isDue = breathes;
    hasRead = false;
    hasReadMuch = false;
    if (!breathes) return;
    sleep(BREATH);
    // Everything that came meanwhile is read before this.
    afterReads(turn);
  };
  return (count) => {
    hasRead = true;
    hasReadMuch ||= count > SMALL;
    if (isDue) return;
    isDue = true;
    afterReads(turn);
  };
}

const untouched = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** Node has no other sleep, and none of its timers is as short. */
function sleepHere(milliseconds: number): void {
  Atomics.wait(untouched, 0, 0, milliseconds);
}

export const breatheAfter = breathing();
