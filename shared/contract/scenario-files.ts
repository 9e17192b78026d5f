/** Written scenarios as they cross between main and the page. */
import { z } from 'zod';

/** Longest text of a scenario, in UTF-16 units. */
const MAX_SCENARIO = 4 * 1024 * 1024;
const Id = z.string().min(1).max(4200);

export const ScenarioInfo = z.object({ id: Id, title: z.string(), about: z.string() });
export type ScenarioInfo = z.infer<typeof ScenarioInfo>;

export const ScenarioFile = z.object({ id: Id, name: z.string(), text: z.string(), isExample: z.boolean() });
export type ScenarioFile = z.infer<typeof ScenarioFile>;

const text = z.string().max(MAX_SCENARIO);

/** Part of the requests of ipc.ts. */
export const scenarioRequests = {
  'scenario.examples': { params: z.object({}), result: z.array(ScenarioInfo) },
  /** Shows the dialog. */
  'scenario.open': { params: z.object({}), result: z.object({ id: Id.optional() }) },
  'scenario.read': { params: z.object({ id: Id }), result: ScenarioFile },
  /**
   * `base`: what the file is believed to hold. When it holds something else nothing is written, and that is the answer.
   * Without it the file is written over.
   */
  'scenario.write': {
    params: z.object({ id: Id, text, base: text.optional() }),
    result: z.object({ onDisk: z.string().optional() }),
  },
  /** Shows the dialog. */
  'scenario.saveAs': {
    params: z.object({ name: z.string().max(255), text }),
    result: z.object({ id: Id.optional() }),
  },
} as const;
