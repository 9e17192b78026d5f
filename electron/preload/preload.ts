/**
 * The one bridge between the page and the main process. Names come from the contract; nothing else gets through.
 * Payloads are validated in main, where the sender is checked too: a page that was taken over could skip checks made here.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL, events, requests } from '../../shared/contract/ipc.ts';

const requestNames = new Set(Object.keys(requests));
const eventNames = new Set(Object.keys(events));
const listeners = new Map<string, Set<(payload: unknown) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: unknown, payload: unknown) => {
  if (typeof name !== 'string') return;
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

contextBridge.exposeInMainWorld('lockstep', {
  request: (name: string, params: unknown): Promise<unknown> =>
    requestNames.has(name)
      ? ipcRenderer.invoke(REQUEST_CHANNEL, name, params)
      : Promise.reject(new Error(`no request is called ${name}`)),
  on: (name: string, listener: (payload: unknown) => void): (() => void) => {
    if (!eventNames.has(name)) throw new Error(`no event is called ${name}`);
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => void set.delete(listener);
  },
  pathForFile: (file: unknown): string => (file instanceof File ? webUtils.getPathForFile(file) : ''),
});
