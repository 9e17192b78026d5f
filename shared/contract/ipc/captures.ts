/** The recordings on disk: how much room they take, which of them stay, and which would go. */
import { z } from 'zod';
import { EpochMilliseconds } from '../units.ts';
import { done, Id, Problem } from './common.ts';

/** How many recordings are kept; absent: no limit. */
export const CaptureLimits = z.object({
  /** All of them together, in bytes. */
  captureMaxBytes: z.number().int().positive().optional(),
  /** Days since the last byte. */
  captureMaxDays: z.number().int().positive().max(36_500).optional(),
});
export type CaptureLimits = z.infer<typeof CaptureLimits>;

export const CaptureInfo = z.object({
  id: Id,
  /** What its console was called. */
  name: z.string(),
  /** Of the log and its sidecar. */
  bytes: z.number().int().nonnegative(),
  writtenAt: EpochMilliseconds,
  /** A console in the list holds it. */
  isOpen: z.boolean(),
  /** Notebooks that link to it. */
  linkedFrom: z.array(z.string()),
  /** Beyond the limits that were asked about. */
  goes: z.boolean(),
});
export type CaptureInfo = z.infer<typeof CaptureInfo>;

export const CapturesOverview = z.object({
  directory: z.string(),
  /** Bytes that are free on that disk, where that is known. */
  free: z.number().nonnegative().optional(),
  /** Written to last first. */
  captures: z.array(CaptureInfo),
  /** Why nothing is deleted, whatever the limits. */
  held: Problem.optional(),
});
export type CapturesOverview = z.infer<typeof CapturesOverview>;

export const captureRequests = {
  /** All recordings, and which of them would go with these limits. */
  'capture.list': { params: CaptureLimits, result: CapturesOverview },
  /** Delete a recording that no console in the list holds. */
  'capture.delete': { params: z.object({ id: Id }), result: done },
} as const;
