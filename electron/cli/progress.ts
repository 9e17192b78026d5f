/** A line of progress on a terminal's stderr, for files that take a while. */
import type { Input } from './input.ts';

const WAIT = 1000;
const EVERY = 200;

export interface Progress {
  /** Call often; draws at most five times a second, and only after the first second. */
  tick(reports: number): void;
  /** Remove the line. */
  done(): void;
}

export const startProgress = (input: Input): Progress => {
  const size = input.size;
  if (!process.stderr.isTTY || size === undefined) return { tick: () => undefined, done: () => undefined };
  const began = Date.now();
  let drawn = 0;
  return {
    tick(reports) {
      const now = Date.now();
      if (now - began < WAIT || now - drawn < EVERY) return;
      drawn = now;
      const at = input.position();
      const speed = at / 1e6 / ((now - began) / 1000);
      process.stderr.write(
        `\r\u001b[K${input.name}: ${Math.floor((100 * at) / Math.max(1, size))} %, ${speed.toFixed(0)} MB/s, ${reports} ${reports === 1 ? 'report' : 'reports'}`,
      );
    },
    done() {
      if (drawn > 0) process.stderr.write('\r\u001b[K');
    },
  };
};
