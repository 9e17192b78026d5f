/** What the payloads of several topics are made of. */
import { z } from 'zod';

/** Longest text one request may carry (pasted logs, notebooks), in UTF-16 units. */
export const MAX_TEXT = 64 * 1024 * 1024;
export const Path = z.string().min(1).max(4096);
export const Id = z.string().min(1).max(200);
export const nothing = z.object({});
export const done = z.object({});

export const Problem = z.object({
  /** Stable word for programs, e.g. ENOENT, ECONNREFUSED, is-directory, binary. */
  code: z.string(),
  /** What happened and where, one sentence. */
  message: z.string(),
  /** The next thing to do. */
  hint: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
