/** The log of a console: its rows, bytes and searches. */
import { z } from 'zod';
import { EpochMilliseconds, LineNumber } from '../units.ts';
import { done, Id, nothing, Problem } from './common.ts';

export const LogRow = z.object({
  line: LineNumber,
  /** Decoded as UTF-8, control characters made visible, cut at 4,096 units (`cut` says so). Hostile text. */
  text: z.string(),
  cut: z.boolean(),
  /** When its first byte arrived here, as far as known. */
  arrivedAt: EpochMilliseconds.optional(),
});
export type LogRow = z.infer<typeof LogRow>;

export const SearchQuery = z.object({
  text: z.string().min(1).max(1000),
  /** A regular expression of JavaScript, tried on each line. */
  isRegex: z.boolean(),
  matchCase: z.boolean(),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** How far a search is. It looks on while its capture grows. */
export const SearchStatus = z.object({
  searchId: Id,
  consoleId: Id,
  state: z.enum([
    'searching',
    'following', // everything so far was looked through; more may come
    'done', // everything was looked through, and nothing will come
    'stopped', // by the user, or because there is too much; `problem` says so
    'failed', // `problem` says why; what was found is kept
  ]),
  /** Lines that match. */
  found: z.number().int().nonnegative(),
  searchedBytes: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** The last line found is still being printed, and may not match any more when it is over. */
  hasTail: z.boolean().optional(),
  problem: Problem.optional(),
});
export type SearchStatus = z.infer<typeof SearchStatus>;

/** Parts of a row's text, in UTF-16 units. */
const Hits = z.array(z.object({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() }));

export const logRequests = {
  'console.rows': {
    params: z.object({ id: Id, firstLine: LineNumber, count: z.number().int().min(1).max(2000) }),
    result: z.object({ rows: z.array(LogRow), lines: z.number().int().nonnegative() }),
  },
  /** Bytes of the capture as they are, for the terminal. Fewer than asked for at its end. */
  'console.bytes': {
    params: z.object({
      id: Id,
      from: z.number().int().nonnegative(),
      count: z
        .number()
        .int()
        .min(1)
        .max(256 * 1024),
    }),
    result: z.object({ bytes: z.instanceof(Uint8Array) }),
  },
  /** The line that holds a byte of the capture, as far as it was read. */
  'console.lineAt': {
    params: z.object({ id: Id, offset: z.number().int().nonnegative() }),
    result: z.object({ line: LineNumber }),
  },
  /** A search is likely soon: get ready. Optional. */
  'search.prepare': { params: nothing, result: done },
  /** Search a capture in the background; takes the place of an earlier search of the same console. */
  'search.start': { params: z.object({ consoleId: Id, query: SearchQuery }), result: SearchStatus },
  /** Lines found, by their index in the result list. */
  'search.results': {
    params: z.object({
      searchId: Id,
      first: z.number().int().nonnegative(),
      count: z.number().int().min(1).max(500),
    }),
    result: z.object({
      rows: z.array(z.object({ row: LogRow, hits: Hits })),
      found: z.number().int().nonnegative(),
    }),
  },
  /** The next or previous line found, seen from a line; goes round the ends. */
  'search.near': {
    params: z.object({ searchId: Id, line: LineNumber, direction: z.enum(['next', 'previous']) }),
    result: z.object({ index: z.number().int().nonnegative().optional(), line: LineNumber.optional() }),
  },
  /** What was found in some lines. Lines without a hit are left out. */
  'search.hits': {
    params: z.object({ searchId: Id, firstLine: LineNumber, count: z.number().int().min(1).max(2000) }),
    result: z.array(z.object({ line: LineNumber, hits: Hits })),
  },
  /** Stop looking; `forget` what was found as well. */
  'search.cancel': { params: z.object({ searchId: Id, forget: z.boolean() }), result: done },
} as const;

export const logEvents = {
  'search.changed': SearchStatus,
} as const;
