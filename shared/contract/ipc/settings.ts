/** Settings and profiles. */
import { z } from 'zod';
import { nothing, Path } from './common.ts';
import { AttachSpec } from './sources.ts';
import { Trigger } from './triggers.ts';

/** Saved, named settings of a source. */
export const Profile = z.object({
  name: z.string().trim().min(1).max(100),
  spec: AttachSpec,
  /** Attach to it at start; absent: as `reopenProfiles` says. */
  atStart: z.boolean().optional(),
});
export type Profile = z.infer<typeof Profile>;

/** A part of a recording is at least this long, in bytes. */
export const LEAST_PART_BYTES = 1_000_000;

export const Settings = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  /** Where notebooks live; absent until the user chose. */
  notebookDirectory: Path.optional(),
  /** Kernel source trees, searched in this order. */
  sourceTrees: z.array(Path).max(32),
  /** Milliseconds between the steps of a playing replay. */
  replayStepMilliseconds: z.number().int().min(100).max(10_000),
  /** Reopen the captures of the last session at start. */
  reopenCaptures: z.boolean(),
  /** Saved attach settings, in the order of the list. */
  profiles: z.array(Profile).max(200).optional(),
  /** Attach to the profiles that say nothing else at start; hardware is asked about first. */
  reopenProfiles: z.boolean().optional(),
  /** Captures that no console in the list holds are deleted, oldest first, beyond this many bytes in all. */
  captureMaxBytes: z.number().int().positive().optional(),
  /** … and when nothing was written to them for this many days. */
  captureMaxDays: z.number().int().positive().max(36_500).optional(),
  /** The recording of a console that goes on for ever is continued in a next one after this many bytes; absent: never. */
  capturePartBytes: z.number().int().min(LEAST_PART_BYTES).optional(),
  /** What the user is told of; absent: the ones of `shared/console-log/default-triggers.ts`. */
  triggers: z.array(Trigger).max(50).optional(),
  /** Panel layout of the case view, opaque to everybody but the renderer. */
  caseLayout: z.unknown().optional(),
});
export type Settings = z.infer<typeof Settings>;

export const settingsRequests = {
  'settings.get': { params: nothing, result: Settings },
  'settings.set': { params: Settings.partial(), result: Settings },
} as const;

export const settingsEvents = {
  'settings.changed': Settings,
} as const;
