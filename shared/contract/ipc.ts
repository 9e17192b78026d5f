/**
 * Everything that crosses from the renderer to the main process and back, as data: one file a topic in ipc/, put together
 * here. The handlers, the callers and the preload are derived from the two tables below; every payload is validated
 * against them on arrival.
 *
 * A request answers with `IpcResult`: errors are values with a code, a sentence and the next thing to do, never a
 * rejected promise with a stack in it.
 */
import type { z } from 'zod';
import type { Problem } from './ipc/common.ts';
import { appEvents, appRequests } from './ipc/app.ts';
import { captureRequests } from './ipc/captures.ts';
import { codeEvents, codeRequests } from './ipc/code.ts';
import { consoleEvents, consoleRequests } from './ipc/consoles.ts';
import { labEvents, labRequests } from './ipc/lab.ts';
import { logEvents, logRequests } from './ipc/log.ts';
import { mergedRequests } from './ipc/merged.ts';
import { logViewEvents, logViewRequests } from './ipc/log-view.ts';
import { notebookEvents, notebookRequests } from './ipc/notebooks.ts';
import { noteRequests } from './ipc/notes.ts';
import { reportEvents, reportRequests } from './ipc/reports.ts';
import { settingsEvents, settingsRequests } from './ipc/settings.ts';
import { triggerEvents, triggerRequests } from './ipc/triggers.ts';
import { scenarioRequests } from './scenario-files.ts';

export { MAX_TEXT, Problem } from './ipc/common.ts';
export * from './ipc/captures.ts';
export * from './ipc/code.ts';
export * from './ipc/consoles.ts';
export * from './ipc/lab.ts';
export * from './ipc/log.ts';
export * from './ipc/merged.ts';
export * from './ipc/log-view.ts';
export * from './ipc/notebooks.ts';
export * from './ipc/notes.ts';
export * from './ipc/reports.ts';
export * from './ipc/settings.ts';
export * from './ipc/sources.ts';
export * from './ipc/triggers.ts';

interface RequestShape {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

/** Renderer asks, main answers. */
export const requests = {
  ...appRequests,
  ...captureRequests,
  ...codeRequests,
  ...consoleRequests,
  ...labRequests,
  ...logRequests,
  ...mergedRequests,
  ...logViewRequests,
  ...notebookRequests,
  ...noteRequests,
  ...reportRequests,
  ...settingsRequests,
  ...triggerRequests,
  ...scenarioRequests,
} as const satisfies Record<string, RequestShape>;

/** Main tells, the renderer listens. */
export const events = {
  ...appEvents,
  ...codeEvents,
  ...consoleEvents,
  ...labEvents,
  ...logEvents,
  ...logViewEvents,
  ...notebookEvents,
  ...reportEvents,
  ...settingsEvents,
  ...triggerEvents,
} as const satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requests;
export type RequestParams<K extends RequestName> = z.input<(typeof requests)[K]['params']>;
export type RequestParsed<K extends RequestName> = z.output<(typeof requests)[K]['params']>;
export type RequestResult<K extends RequestName> = z.output<(typeof requests)[K]['result']>;
export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;

/** How a request ends. */
export type IpcResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Electron channel of all requests and of all events. */
export const REQUEST_CHANNEL = 'lockstep:request';
export const EVENT_CHANNEL = 'lockstep:event';

/** What the preload puts on `window.lockstep`. */
export interface LockstepBridge {
  request<K extends RequestName>(name: K, params: RequestParams<K>): Promise<IpcResult<RequestResult<K>>>;
  /** Returns the function that stops listening. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
  /** Path of a dropped file; empty when it has none. */
  pathForFile(file: unknown): string;
}
