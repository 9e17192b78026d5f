/**
 * When the window is drawn anew with what was told. A flood tells of eight consoles five times a second each; drawing after
 * every word would take most of a processor, and a key pressed then would wait. So drawing takes a share of the time only,
 * and lets the answer to a key be seen first. What comes after a silence is drawn at once.
 */

/** What is told within this time is drawn together, as a log full of reports tells of each. Milliseconds, all of them. */
const TOGETHER = 16;
/** The longest that anything waits. */
const MOST = 500;
/** How long a key has the window for itself. */
const AFTER_KEY = 60;
/** Drawing that takes less than this keeps no key waiting. */
const CHEAP = 4;
/** Pauses of so many times what the last drawing took. */
const PAUSE = 8;

export class Pace {
  #cost = 0;
  #drawnAt = -Infinity;
  #keyAt = -Infinity;

  /** It was drawn in this time. */
  drawn(from: number, to: number): void {
    this.#cost = to - from;
    this.#drawnAt = to;
  }

  keyPressed(at: number): void {
    this.#keyAt = at;
  }

  /**
   * Milliseconds from now until it is drawn.
   * @param toldAt when the first of what is to be drawn was told
   * @param isUrgent nobody may wait for it, as for a report that prints
   */
  wait(now: number, toldAt: number, isUrgent: boolean): number {
    const rested = this.#drawnAt + PAUSE * this.#cost;
    const afterKey = this.#cost < CHEAP ? -Infinity : this.#keyAt + AFTER_KEY;
    const wanted = isUrgent ? toldAt : Math.min(Math.max(rested, afterKey), toldAt + MOST);
    return Math.max(0, Math.max(wanted, toldAt + TOGETHER) - now);
  }
}
