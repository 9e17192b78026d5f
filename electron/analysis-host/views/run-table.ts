/** The runs of repeats of a capture, in order, 16 bytes each. */
import type { Run } from './repeat-finder.ts';

const FIELDS = 4;

export interface KnownRun extends Run {
  /** It may still become longer, or no run at all. */
  readonly mayGrow: boolean;
}

export class RunTable {
  #fields = new Uint32Array(FIELDS * 64);
  #size = 0;
  /** Runs that stay as they are. */
  #staying = 0;

  /** Runs from `from` on are these now, of which the first `stay` are final: first line, last line, period and times of each. */
  replace(from: number, runs: Float64Array, stay: number): void {
    this.#staying = from + stay;
    this.#size = from + runs.length / FIELDS;
    if (this.#size * FIELDS > this.#fields.length) {
      const larger = new Uint32Array(Math.max(this.#fields.length * 2, this.#size * FIELDS));
      larger.set(this.#fields);
      this.#fields = larger;
    }
    this.#fields.set(runs, from * FIELDS);
  }

  /** The run that a line is in, or between whose lines it stands. */
  around(line: number): KnownRun | undefined {
    const run = this.at(this.#from(line + 1) - 1);
    return run !== undefined && run.lastLine >= line ? run : undefined;
  }

  /** Runs that begin in these lines. */
  *between(first: number, last: number): Generator<KnownRun> {
    for (let index = this.#from(first); index < this.#size; index++) {
      const run = this.at(index)!;
      if (run.firstLine > last) return;
      yield run;
    }
  }

  at(index: number): KnownRun | undefined {
    if (index < 0 || index >= this.#size) return undefined;
    const [firstLine, lastLine, period, times] = this.#fields.subarray(index * FIELDS, (index + 1) * FIELDS);
    const mayGrow = index >= this.#staying;
    return { firstLine: firstLine!, lastLine: lastLine!, period: period!, times: times!, mayGrow };
  }

  /** Index of the first run that begins at a line or after it. */
  #from(line: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#fields[middle * FIELDS]! >= line) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
