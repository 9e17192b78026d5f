/**
 * The states of one search, with a number each, and how each was reached. There are thousands of searches, one after the
 * other, and most are small: so the arrays are made once, grow with the largest one, and are cleared for the next.
 */
import { newStore, type Store } from './store.ts';

const FIRST = 1 << 10;

export class SearchStates {
  /** Entries of a shortest schedule to it that is known, and those that are still needed at least. */
  cost = new Int32Array(FIRST);
  rest = new Int32Array(FIRST);
  /** Number of the state before it; -1 for the first. */
  parent = new Int32Array(FIRST);
  /** Thread that moved, times two, plus one when it took a lock in the same go. */
  by = new Uint8Array(FIRST);
  /** 1: looked at already. */
  closed = new Uint8Array(FIRST);
  #points = new Uint16Array(FIRST * 8);
  #store: Store = newStore([]);
  #threads = 0;

  get size(): number {
    return this.#store.size;
  }

  /** Forget everything. @param radix for each thread, how many points it has */
  begin(radix: readonly number[]): void {
    this.#store = newStore(radix, this.#store);
    this.#threads = radix.length;
  }

  /** The number of a state. It is new when it was the size before. */
  number(points: ArrayLike<number>): number {
    const number = this.#store.number(points);
    if (!this.#store.added) return number;
    if (number >= this.cost.length) this.#grow();
    const at = number * this.#threads;
    if (at + this.#threads > this.#points.length) this.#points = larger(this.#points, Uint16Array);
    for (let i = 0; i < this.#threads; i++) this.#points[at + i] = points[i]!;
    return number;
  }

  load(number: number, points: number[]): void {
    const at = number * this.#threads;
    for (let i = 0; i < this.#threads; i++) points[i] = this.#points[at + i]!;
  }

  #grow(): void {
    this.cost = larger(this.cost, Int32Array);
    this.rest = larger(this.rest, Int32Array);
    this.parent = larger(this.parent, Int32Array);
    this.by = larger(this.by, Uint8Array);
    this.closed = larger(this.closed, Uint8Array);
  }
}

function larger<T extends Int32Array | Uint16Array | Uint8Array>(full: T, kind: new (length: number) => T): T {
  const made = new kind(full.length * 2);
  made.set(full);
  return made;
}
