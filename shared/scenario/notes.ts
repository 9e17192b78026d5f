/**
 * What a scenario file may say beside the scenario: a title, what it is about, what its threads are, and changes that are
 * worth looking at. Other readers of `lockstep.scenario/1` pass over it.
 */
import { z } from 'zod';
import { AcquireMode } from '../contract/scenario.ts';

const step = z.number().int().nonnegative();
const threads = z.array(z.string());

/** Every change of what-if.ts as data. */
const WhatIfChange = z.discriminatedUnion('change', [
  z.object({ change: z.literal('hold-outer'), lock: z.string(), threads }),
  z.object({ change: z.literal('drop'), thread: z.string(), step }),
  z.object({
    change: z.literal('move-out'),
    thread: z.string(),
    step,
    outOf: z.string(),
    where: z.enum(['before', 'after']),
  }),
  z.object({ change: z.literal('swap'), thread: z.string(), step, with: step }),
  z.object({ change: z.literal('try'), thread: z.string(), step }),
  z.object({ change: z.literal('mode'), thread: z.string(), step, mode: AcquireMode }),
  z.object({ change: z.literal('split'), lock: z.string(), threads }),
  z.object({ change: z.literal('merge'), lock: z.string(), with: z.string() }),
  z.object({ change: z.literal('only-at-boot'), thread: z.string() }),
  z.object({ change: z.literal('one-task'), threads }),
  z.object({ change: z.literal('take-reference'), thread: z.string(), step }),
]);

const Notes = z.object({
  title: z.string().max(200).optional().catch(undefined),
  /** Paragraphs. */
  about: z.array(z.string().max(4000)).max(50).catch([]),
  threads: z
    .array(z.object({ id: z.string().catch(''), title: z.string().max(200).optional().catch(undefined) }))
    .catch([]),
  whatIf: z
    .array(z.object({ title: z.string().max(200), changes: z.array(WhatIfChange).max(50) }))
    .max(50)
    .catch([]),
});
export type ScenarioNotes = z.infer<typeof Notes>;

export const NO_NOTES: ScenarioNotes = { about: [], threads: [], whatIf: [] };

/** The notes of a file's text; what is not as it should be is left out. Never throws. */
export function readNotes(text: string): ScenarioNotes {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return NO_NOTES;
    throw error;
  }
  const read = Notes.safeParse(value);
  return read.success ? read.data : NO_NOTES;
}
