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

/** Notes that are kept of one console; of many more, the latest. */
export const MOST_NOTES = 10_000;

/** Those after which the log does not go on where it ended. */
export const isGap = ({ kind }: Pick<ConsoleNote, 'kind'>): boolean =>
  kind === 'away' || kind === 'missing' || kind === 'replaced';

/** Some of the notes of a console. */
export const ConsoleNotes = z.object({
  /** Number of the first of these, the first of all being 0. */
  from: z.number().int().nonnegative(),
  /** In the order of the log. What is typed in one go is one note. */
  notes: z.array(ConsoleNote),
  /** Notes before this number stay as they are. */
  settled: z.number().int().nonnegative(),
  /** Gaps among all there were so far. */
  gaps: z.number().int().nonnegative(),
});
export type ConsoleNotes = z.infer<typeof ConsoleNotes>;

export const noteRequests = {
  /** Notes from one on: who knows those before it asks for the others. Without the ones before, when they are not kept. */
  'console.notes': { params: z.object({ id: Id, from: z.number().int().nonnegative() }), result: ConsoleNotes },
} as const;
