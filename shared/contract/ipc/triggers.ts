/** What the user is told of. */
import { z } from 'zod';
import { EpochMilliseconds, LineNumber } from '../units.ts';
import { Id } from './common.ts';

export const TriggerEvent = z.enum(['report', 'panic', 'oops', 'rcu-stall', 'hung-task', 'text', 'silence']);
export type TriggerEvent = z.infer<typeof TriggerEvent>;

/** Something on any live console that the user wants to be told of. */
export const Trigger = z.object({
  id: Id,
  on: TriggerEvent,
  isEnabled: z.boolean(),
  /** For `text`: these characters, as they are, in one line. */
  text: z.string().max(200).optional(),
  /** For `silence`: nothing arrived for so long. */
  seconds: z.number().int().min(1).max(86_400).optional(),
});
export type Trigger = z.infer<typeof Trigger>;

/** A trigger has fired. */
export const FiredTrigger = z.object({
  consoleId: Id,
  /** What happened, in a few words. */
  words: z.string(),
  /** Where in the log; absent for silence. */
  line: LineNumber.optional(),
  at: EpochMilliseconds,
});
export type FiredTrigger = z.infer<typeof FiredTrigger>;

export const triggerRequests = {
  /** What has fired since the app started. */
  'trigger.list': { params: z.object({ consoleId: Id }), result: z.array(FiredTrigger) },
} as const;

export const triggerEvents = {
  'trigger.fired': FiredTrigger,
} as const;
