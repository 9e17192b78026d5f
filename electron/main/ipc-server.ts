/** The main process's side of shared/contract/ipc.ts: handlers by name, every payload validated, the sender checked. */
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import {
  EVENT_CHANNEL,
  REQUEST_CHANNEL,
  events,
  requests,
  type EventName,
  type EventPayload,
  type IpcResult,
  type RequestName,
  type RequestParsed,
  type RequestResult,
} from '../../shared/contract/ipc.ts';
import { ProblemError, problemOf } from '../node/problem.ts';

/** One handler for every request; leaving one out is a type error. */
export type Handlers = {
  readonly [K in RequestName]: (params: RequestParsed<K>) => Promise<RequestResult<K>> | RequestResult<K>;
};

const isRequestName = (name: unknown): name is RequestName => typeof name === 'string' && Object.hasOwn(requests, name);

/**
 * Answer one request: check name and payload, run the handler, turn what it throws into a problem value.
 * @returns never rejects
 */
export async function answer(handlers: Handlers, name: unknown, params: unknown): Promise<IpcResult<unknown>> {
  if (!isRequestName(name)) {
    return { ok: false, problem: { code: 'unknown-request', message: 'This request does not exist.' } };
  }
  const parsed = requests[name].params.safeParse(params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      problem: {
        code: 'bad-request',
        message: `${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is malformed'}`,
      },
    };
  }
  try {
    const handler = handlers[name] as (value: unknown) => unknown;
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/**
 * @param isTrusted says whether the frame that asks is the main frame of one of our pages
 */
export function serveRequests(
  ipcMain: IpcMain,
  handlers: Handlers,
  isTrusted: (event: IpcMainInvokeEvent) => boolean,
): void {
  ipcMain.handle(REQUEST_CHANNEL, async (event, name: unknown, params: unknown) => {
    if (!isTrusted(event)) throw new ProblemError({ code: 'forbidden', message: 'Not a page of Lockstep.' });
    return answer(handlers, name, params);
  });
}

/** Tell every window. The payload is checked here too, so that a mistake of ours shows where it was made. */
export function tell<K extends EventName>(windows: readonly BrowserWindow[], name: K, payload: EventPayload<K>): void {
  const checked: unknown = events[name].parse(payload);
  for (const window of windows) if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, name, checked);
}
