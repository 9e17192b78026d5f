/** The lab kernel and the examples. */
import { z } from 'zod';
import { ReportKind } from '../report.ts';
import { Seconds } from '../units.ts';
import { done, Id, nothing } from './common.ts';
import { Console } from './consoles.ts';

export const Provocation = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  expectedKind: ReportKind,
  command: z.string(),
  needsReboot: z.boolean().default(false),
});
export type Provocation = z.infer<typeof Provocation>;

export const LabStatus = z.object({
  build: z.enum(['ready', 'missing', 'partial']),
  /** Kernel version, when built. */
  version: z.string().optional(),
  directory: z.string(),
  sourceDirectory: z.string().optional(),
  qemu: z.enum(['present', 'missing']),
  running: z.boolean(),
  consoleId: Id.optional(),
  provocations: z.array(Provocation),
});
export type LabStatus = z.infer<typeof LabStatus>;

export const ExampleInfo = z.object({
  id: Id,
  title: z.string(),
  kernel: z.string(),
  /** How long it plays at speed 1. */
  duration: Seconds,
  bytes: z.number().int().nonnegative(),
});
export type ExampleInfo = z.infer<typeof ExampleInfo>;

export const labRequests = {
  'lab.status': { params: nothing, result: LabStatus },
  /** Start QEMU (if it isn't running) and attach. */
  'lab.start': { params: z.object({ kernel: z.enum(['6.12', '6.1']).default('6.12') }), result: Console },
  'lab.stop': { params: nothing, result: done },
  /** Type the provocation's command into the lab console. */
  'lab.provoke': { params: z.object({ name: z.string().max(64) }), result: done },
  'example.list': { params: nothing, result: z.array(ExampleInfo) },
} as const;

export const labEvents = {
  'lab.changed': LabStatus,
} as const;
