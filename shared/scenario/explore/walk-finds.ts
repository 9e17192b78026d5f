/** What a walk finds: the deadlocks, why they are not all of them, and when there is something to tell. */
import type { MachineAction } from '../machine.ts';
import type { Circle } from './circles.ts';
import type { ExploreProgress } from './options.ts';
import type { FoundRun, Walked, WalkOptions } from './walk.ts';

export class WalkFinds {
  readonly #options: WalkOptions;
  readonly #found = new Map<string, FoundRun>();
  #limit: string | undefined;
  /** Something was found that was not told yet. */
  #isNews = false;
  /** States that there were when it was told last. */
  #reported = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** With those that were known before. */
  get #size(): number {
    return this.#options.known.size + this.#found.size;
  }

  /**
   * Somebody is stuck.
   * @param run some run to it; asked for when it is kept
   * @returns true for a deadlock that is new and kept
   */
  add(circle: Circle, run: () => readonly MachineAction[]): boolean {
    const { known, maxDeadlocks } = this.#options;
    if (this.#found.has(circle.key) || known.has(circle.key)) return false;
    this.#isNews = true;
    if (this.#size >= maxDeadlocks) {
      this.#limit ??= `more than ${maxDeadlocks} different deadlocks; the others are not told apart`;
      return false;
    }
    this.#found.set(circle.key, { circle, run: run() });
    return true;
  }

  /** One was found, and no more was asked for. */
  get isEnough(): boolean {
    return this.#options.firstOnly && this.#size > 0;
  }

  /** True when the walk has looked at as many states as it may: it ends there. */
  isSpent(states: number): boolean {
    const { spent, maxStates } = this.#options;
    if (spent + states < maxStates) return false;
    this.#limit = `stopped after ${maxStates} states`;
    return true;
  }

  /** What there is to tell; undefined for nothing. */
  news(states: number, transitions: number): ExploreProgress | undefined {
    const { spent, progressEvery, soFarOf } = this.#options;
    if (!this.#isNews && states - this.#reported < progressEvery) return undefined;
    this.#isNews = false;
    this.#reported = states;
    return { states: spent + states, transitions, deadlocks: this.#size, soFar: soFarOf(this.#found) };
  }

  /** At the end of the walk. */
  result(states: number, transitions: number): Walked {
    const limit = this.isEnough ? (this.#limit ?? 'stopped at the first deadlock, as asked') : this.#limit;
    return { found: this.#found, states, transitions, ...(limit === undefined ? {} : { limit }) };
  }
}
