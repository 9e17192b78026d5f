/** What users are told of until they choose otherwise. */
import type { Trigger } from '../contract/ipc/triggers.ts';

export const DEFAULT_TRIGGERS: readonly Trigger[] = [
  { id: 'report', on: 'report', isEnabled: true },
  { id: 'panic', on: 'panic', isEnabled: true },
  { id: 'oops', on: 'oops', isEnabled: true },
  { id: 'rcu-stall', on: 'rcu-stall', isEnabled: true },
  { id: 'hung-task', on: 'hung-task', isEnabled: true },
  { id: 'lost', on: 'lost', isEnabled: false },
  { id: 'silence', on: 'silence', isEnabled: false, seconds: 300 },
];
