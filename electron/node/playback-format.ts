/** `lockstep.playback/1`: when the bytes of a recorded console came (resources/examples/README.md). */
import { z } from 'zod';
import { ProblemError } from './problem.ts';

const PlaybackHeader = z.object({
  schema: z.literal('lockstep.playback/1'),
  title: z.string(),
  kernel: z.string(),
  recorded: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type PlaybackHeader = z.infer<typeof PlaybackHeader>;

const PlaybackStep = z.object({ t: z.number().nonnegative(), bytes: z.number().int().nonnegative() });
export type PlaybackStep = z.infer<typeof PlaybackStep>;

export interface Playback {
  readonly header: PlaybackHeader;
  /** In the order of time. `t`: seconds. */
  readonly steps: readonly PlaybackStep[];
}

/**
 * @param name of the file, for the message
 * @throws ProblemError naming the line that is wrong
 */
export function parsePlayback(text: string, name: string): Playback {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parse = <T>(schema: z.ZodType<T>, index: number): T => {
    let value: unknown;
    try {
      value = JSON.parse(lines[index] ?? '');
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw new ProblemError({
      code: 'bad-playback',
      message: `${name} line ${index + 1}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is malformed'}`,
    });
  };
  const header = parse(PlaybackHeader, 0);
  const steps = lines.slice(1).map((_line, index) => parse(PlaybackStep, index + 1));
  return { header, steps };
}
