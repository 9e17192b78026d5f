/** For tests: a sink that remembers. */
import { expect, vi } from 'vitest';
import type { Problem } from '../../../shared/contract/ipc.ts';
import type { SourceSink } from './source.ts';

export interface RecordingSink extends SourceSink {
  /** Everything told, in order; bytes not among it. */
  readonly told: unknown[][];
  readonly text: () => string;
  readonly all: () => Buffer;
  readonly size: () => number;
  /** Resolves when something that matches was told. */
  readonly untilTold: (...expected: unknown[]) => Promise<void>;
  readonly untilText: (expected: string | RegExp) => Promise<void>;
}

export function recordingSink(): RecordingSink {
  const told: unknown[][] = [];
  const parts: Uint8Array[] = [];
  let size = 0;
  const text = (): string => Buffer.concat(parts).toString('utf8');
  return {
    told,
    text,
    all: () => Buffer.concat(parts),
    size: () => size,
    bytes(chunk) {
      // Its memory may be used again.
      parts.push(Uint8Array.from(chunk));
      size += chunk.length;
    },
    recorded: () => Promise.resolve(),
    connected: (position?: number) => void told.push(position === undefined ? ['connected'] : ['connected', position]),
    reconnecting: (attempts: number, problem: Problem) => void told.push(['reconnecting', attempts, problem.code]),
    ended: (reason: string, problem?: Problem) => void told.push(['ended', reason, ...(problem ? [problem.code] : [])]),
    failed: (problem: Problem) => void told.push(['failed', problem.code]),
    gap: (reason: string) => void told.push(['gap', reason]),
    notice: (notice: string) => void told.push(['notice', notice]),
    untilTold: (...expected) =>
      vi.waitFor(() => expect(told).toContainEqual(expected), { timeout: 10_000, interval: 5 }),
    untilText: (expected) =>
      vi.waitFor(
        () => (typeof expected === 'string' ? expect(text()).toBe(expected) : expect(text()).toMatch(expected)),
        {
          timeout: 10_000,
          interval: 5,
        },
      ),
  };
}
