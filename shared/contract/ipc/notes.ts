/** What a sidecar says beside the times: where the connection was gone, what was typed, what is missing. */
import { z } from 'zod';
import { EpochMilliseconds, Seconds } from '../units.ts';
import { Id } from './common.ts';

const at = {
  /** The line it stands below: the last one that had begun. 0: above the first. */
  afterLine: z.number().int().nonnegative(),
  at: EpochMilliseconds,
};
export const ConsoleNote = z.discriminatedUnion('kind', [
  /** The connection was gone; without `seconds` it still is. */
  z.object({ kind: z.literal('away'), ...at, seconds: Seconds.optional(), reason: z.string() }),
  /** The file that is followed was cut or replaced. */
  z.object({ kind: z.literal('replaced'), ...at }),
  z.object({ kind: z.literal('typed'), ...at, text: z.string() }),
  z.object({ kind: z.literal('break'), ...at }),
  /** QEMU was told something. */
  z.object({ kind: z.literal('told'), ...at, command: z.string() }),
  /** Something is missing here. */
  z.object({ kind: z.literal('missing'), ...at, reason: z.string() }),
]);
export type ConsoleNote = z.infer<typeof ConsoleNote>;

/** Notes that are told of one console; of more, the latest. */
export const MOST_NOTES = 2000;

export const noteRequests = {
  /** In the order of the log. What is typed in one go is one note. */
  'console.notes': { params: z.object({ id: Id }), result: z.array(ConsoleNote) },
} as const;
