/** How logs are shown: columns and wrapping. The same for all consoles, and remembered. */
import { create } from 'zustand';

export interface LogLook {
  /** When the line arrived here. */
  readonly arrival: boolean;
  /** The printk time in a column of its own, taken off the text. */
  readonly printk: boolean;
  /** Time since the line before. */
  readonly delta: boolean;
  /** Long lines go on below instead of to the right. */
  readonly wrap: boolean;
}

const KEY = 'lockstep.log-look';
const NAMES = ['arrival', 'printk', 'delta', 'wrap'] as const;

function remembered(): LogLook {
  const on = new Set((globalThis.localStorage?.getItem(KEY) ?? '').split(' '));
  return { arrival: on.has('arrival'), printk: on.has('printk'), delta: on.has('delta'), wrap: on.has('wrap') };
}

export const useLogLook = create<LogLook>(remembered);

/** Switch a column, or the wrapping, on or off. */
export function toggleLook(name: keyof LogLook): void {
  useLogLook.setState((look) => ({ [name]: !look[name] }));
  const look = useLogLook.getState();
  globalThis.localStorage?.setItem(KEY, NAMES.filter((each) => look[each]).join(' '));
}
