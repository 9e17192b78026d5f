/**
 * What a process has left behind when it has read much, given back to the system. V8 collects while it allocates: who reads
 * 800 MB and then waits for a console keeps some megabytes of garbage for as long as nothing happens, which may be days.
 */
import * as v8 from 'node:v8';
import * as vm from 'node:vm';

/** Bytes read that are worth a collection, which takes some 50 ms. */
const MUCH = 64 * 1024 * 1024;
/** How often it is looked whether it is over, in milliseconds. */
const LOOK_EVERY = 1000;
/** It is over when less than this was read since the last look, in bytes. */
const LITTLE = 1024 * 1024;

export interface AfterWorkOptions {
  /** Much was read, and now nothing is. */
  readonly onOver: () => void;
}

export class AfterWork {
  readonly #onOver: () => void;
  /** Bytes read of each capture. */
  readonly #reached = new Map<string, number>();
  #total = 0;
  #collectedAt = 0;
  #lookedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ onOver }: AfterWorkOptions) {
    this.#onOver = onOver;
  }

  /** @param bytes of the capture that were read by now; fewer than before when it is read again */
  reached(id: string, bytes: number): void {
    this.#total += Math.max(0, bytes - (this.#reached.get(id) ?? 0));
    this.#reached.set(id, bytes);
    if (this.#timer !== undefined || this.#total - this.#collectedAt < MUCH) return;
    this.#lookedAt = this.#total;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY).unref();
  }

  forget(id: string): void {
    this.#reached.delete(id);
  }

  #look(): void {
    const since = this.#total - this.#lookedAt;
    this.#lookedAt = this.#total;
    if (since >= LITTLE) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#collectedAt = this.#total;
    this.#onOver();
  }
}

/**
 * Everything that can be collected, what was compiled and not used for long included. Node has no function for it but
 * V8's own, which is made known to this place alone.
 * Source: v8/src/extensions/gc-extension.h, `gc({ type, execution, flavor })` since V8 12.
 */
export function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  const gc = vm.runInNewContext('gc') as ((options?: object) => void) | undefined;
  v8.setFlagsFromString('--no-expose-gc');
  gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  // Node 20 knows no flavor, and with one collects nothing.
  gc?.();
}
