/** Writing to `localStorage` when nothing else is to be done: it takes a millisecond, which a step has no time for. */
import type { PersistStorage, StorageValue } from 'zustand/middleware';

/** Milliseconds after which it is written even in a busy page. */
const AT_LATEST = 500;

const unwritten = new Map<string, () => string>();

/** Write everything that is put off. */
export function writeNow(): void {
  for (const [key, textOf] of unwritten) localStorage.setItem(key, textOf());
  unwritten.clear();
}

/** Keep a text under a key of `localStorage`; it is made when it is written, and only the last one of a key is. */
export function writeLater(key: string, textOf: () => string): void {
  if (unwritten.size === 0) {
    requestIdleCallback(writeNow, { timeout: AT_LATEST });
    window.addEventListener('pagehide', writeNow, { once: true });
  }
  unwritten.set(key, textOf);
}

/** For `persist` of a store that changes at every step or branch. */
export function laterStorage<State>(): PersistStorage<State> {
  return {
    getItem: (key) => {
      const text = unwritten.get(key)?.() ?? localStorage.getItem(key);
      return text === null ? null : (JSON.parse(text) as StorageValue<State>);
    },
    setItem: (key, value) => writeLater(key, () => JSON.stringify(value)),
    removeItem: (key) => {
      unwritten.delete(key);
      localStorage.removeItem(key);
    },
  };
}
