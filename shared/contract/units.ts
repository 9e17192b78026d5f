/**
 * Numbers with a meaning. A plain `number` never crosses a function boundary where two kinds of number could be mixed up.
 */
import { z } from 'zod';

/** Position in a file as it is, in bytes from 0. */
export const ByteOffset = z.number().int().nonnegative().brand<'ByteOffset'>();
export type ByteOffset = z.infer<typeof ByteOffset>;

/** Line of a file as it is, counted from 1. */
export const LineNumber = z.number().int().positive().brand<'LineNumber'>();
export type LineNumber = z.infer<typeof LineNumber>;

/** A printk time or a duration, in seconds. */
export const Seconds = z.number().brand<'Seconds'>();
export type Seconds = z.infer<typeof Seconds>;

/** A moment of the host's clock, in milliseconds since 1970 (fractions allowed). */
export const EpochMilliseconds = z.number().nonnegative().brand<'EpochMilliseconds'>();
export type EpochMilliseconds = z.infer<typeof EpochMilliseconds>;

/** Mark a number that is already known to be a byte offset. */
export const byteOffset = (value: number): ByteOffset => value as ByteOffset;
/** Mark a number that is already known to be a line number (from 1). */
export const lineNumber = (value: number): LineNumber => value as LineNumber;
/** Mark a number that is already known to be seconds. */
export const seconds = (value: number): Seconds => value as Seconds;
/** Mark a number that is already known to be milliseconds since 1970. */
export const epochMilliseconds = (value: number): EpochMilliseconds => value as EpochMilliseconds;
