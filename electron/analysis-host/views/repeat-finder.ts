/**
 * Finds runs of equal lines, and of equal groups of lines, in lines that come one after another. From the left: where a
 * group of lines is followed by the same group, the shortest such group is taken, with all its repetitions.
 *
 * A line is decided when enough lines after it are known. Until then `guess` says how it looks, and may be wrong.
 */

/** Lines in the longest group. */
export const LONGEST_GROUP = 32;
const WINDOW = 2 * LONGEST_GROUP;

/** What is compared of a line. */
export interface Item {
  readonly line: number;
  readonly hash: number;
  /** What comes after time and caller. */
  readonly message: Uint8Array;
}

export interface Run {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly period: number;
  readonly times: number;
}

export interface Found {
  /** Lines that repeat others. */
  readonly hidden: readonly number[];
  readonly runs: readonly Run[];
}

interface OpenRun {
  readonly firstLine: number;
  readonly group: readonly Item[];
  lastLine: number;
  times: number;
}

interface State {
  pending: Item[];
  run: OpenRun | undefined;
  hidden: number[];
  runs: Run[];
}

function isSame(a: Item, b: Item): boolean {
  if (a.hash !== b.hash || a.message.length !== b.message.length) return false;
  return Buffer.compare(a.message, b.message) === 0;
}

const areSame = (a: readonly Item[], from: number, b: readonly Item[], count: number): boolean => {
  for (let at = 0; at < count; at++) if (!isSame(a[from + at]!, b[at]!)) return false;
  return true;
};

/** Lines in the shortest group that is repeated at the start; 0 when there is none. */
function periodOf(pending: readonly Item[], start: number): number {
  const longest = Math.min(LONGEST_GROUP, (pending.length - start) >> 1);
  const first = pending[start]!;
  for (let period = 1; period <= longest; period++) {
    if (first.hash !== pending[start + period]!.hash) continue;
    let at = 0;
    while (at < period && isSame(pending[start + at]!, pending[start + period + at]!)) at++;
    if (at === period) return period;
  }
  return 0;
}

const closed = ({ firstLine, lastLine, group, times }: OpenRun): Run => ({
  firstLine,
  lastLine,
  period: group.length,
  times,
});

/** `wait`: what is not certain stays pending. `guess`: as if nothing came, half a group is taken for a repetition. */
function decide(state: State, mode: 'wait' | 'guess' | 'end'): void {
  const { pending } = state;
  let at = 0;
  while (at < pending.length || state.run !== undefined) {
    const { run } = state;
    if (run !== undefined) {
      const period = run.group.length;
      const count = Math.min(period, pending.length - at);
      const matches = areSame(pending, at, run.group, count);
      if (matches && count < period && mode === 'wait') break;
      if (matches && (count === period || mode === 'guess')) {
        for (let next = at; next < at + count; next++) state.hidden.push(pending[next]!.line);
        at += count;
        if (count === period) {
          run.times++;
          run.lastLine = pending[at - 1]!.line;
          continue;
        }
      }
      state.runs.push(closed(run));
      state.run = undefined;
    } else {
      if (mode === 'wait' && pending.length - at < WINDOW) break;
      const period = periodOf(pending, at);
      if (period === 0) at++;
      else {
        for (let next = at + period; next < at + 2 * period; next++) state.hidden.push(pending[next]!.line);
        state.run = {
          firstLine: pending[at]!.line,
          lastLine: pending[at + 2 * period - 1]!.line,
          group: pending.slice(at, at + period),
          times: 2,
        };
        at += 2 * period;
      }
    }
  }
  state.pending = pending.slice(at);
}

export class RepeatFinder {
  readonly #state: State = { pending: [], run: undefined, hidden: [], runs: [] };

  push(item: Item): void {
    this.#state.pending.push(item);
    // Looked at in batches, as each look moves what is left.
    if (this.#state.pending.length >= 4 * WINDOW) decide(this.#state, 'wait');
  }

  /** The first line that is not decided; undefined when all are. */
  get undecided(): number | undefined {
    return this.#state.pending[0]?.line;
  }

  /** What was decided since the last call. The run that may go on is not in it. */
  take(isEnd: boolean): Found {
    decide(this.#state, isEnd ? 'end' : 'wait');
    const { hidden, runs } = this.#state;
    this.#state.hidden = [];
    this.#state.runs = [];
    return { hidden, runs };
  }

  /** How the lines that are not decided look now, and the run that may go on; `last`: a line that is still printed. */
  guess(last?: Item): Found {
    const { pending, run } = this.#state;
    const state: State = {
      pending: last === undefined ? [...pending] : [...pending, last],
      run: run && { ...run },
      hidden: [],
      runs: [],
    };
    decide(state, 'guess');
    return state;
  }

  /** Keep nothing of the buffers that the lines were parts of. */
  detach(): void {
    const own = (item: Item): Item => ({ ...item, message: Uint8Array.from(item.message) });
    const { run } = this.#state;
    this.#state.pending = this.#state.pending.map(own);
    if (run !== undefined) this.#state.run = { ...run, group: run.group.map(own) };
  }
}
