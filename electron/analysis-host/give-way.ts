/**
 * Recording goes first. Where a flood and this process want more than the processors can do, reading what was recorded
 * would slow down the recording of what comes, however nice it is: so who is far behind and was made to wait rests as well,
 * and reads the rest when the flood is over. Who has a processor for himself never rests.
 */
import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Bytes of one capture that may wait to be understood before anything gives way: some seconds of any real console. */
const FAR_BEHIND = 16 * 1024 * 1024;
/** A rest of so many times what the thread was made to wait. */
const REST = 3;
/** Longest rest, in milliseconds; requests are answered meanwhile. */
const MOST_REST = 100;
/** Not worth a rest, in milliseconds. */
const LEAST_REST = 2;

export interface GiveWayOptions {
  /** For tests; milliseconds that this thread was ready to run and did not. */
  readonly waited?: () => number;
  /** For tests. */
  readonly rest?: (milliseconds: number) => Promise<unknown>;
}

/** One for all captures of a thread. */
export class GiveWay {
  readonly #options: Required<GiveWayOptions>;
  #waited: number;
  #resting: Promise<unknown> | undefined;

  constructor({ waited = waitedHere, rest = pause }: GiveWayOptions = {}) {
    this.#options = { waited, rest };
    this.#waited = waited();
  }

  /**
   * To be awaited between two pieces of work.
   * @param behind bytes that wait to be understood
   * @returns resolves when it is right to go on
   */
  async before(behind: number): Promise<void> {
    if (this.#resting !== undefined) await this.#resting;
    if (behind < FAR_BEHIND) return;
    const waited = this.#options.waited();
    const due = Math.min((waited - this.#waited) * REST, MOST_REST);
    this.#waited = waited;
    if (due < LEAST_REST) return;
    this.#resting = this.#options.rest(due);
    await this.#resting;
    this.#resting = undefined;
  }
}

/**
 * Source: Documentation/scheduler/sched-stats.rst (6.12), /proc/PID/schedstat: ns run, ns waited to run, slices.
 * @returns milliseconds that this thread was ready to run and did not; 0 where nothing is known
 */
export function waitedHere(): number {
  try {
    const [, waited] = fs.readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
    return Number(waited) / 1e6;
  } catch (error) {
    // A kernel without CONFIG_SCHED_INFO, or not Linux: nobody rests.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return 0;
  }
}
