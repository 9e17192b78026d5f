/** Sentences and checks that several kinds share. */
import type { LockRef } from '../../contract/report.ts';
import { acquisitionFrame, baseSymbol, foldFrames } from '../machinery.ts';
import type { AnyReport } from './grammar.ts';
import { parseTask, type Draft } from '../draft.ts';

/** Set the report's task from the `comm/pid` of a sentence. */
export const setTask = (draft: Draft, text: string): boolean => {
  const task = parseTask(text);
  if (!task) return false;
  draft.report.task ??= task;
  return true;
};

/** Identity of a class: its name and subclass. The `#N` depends on registration order, so it is left out. */
export const classIdentity = (lock: LockRef | undefined): string => {
  if (!lock) return '?';
  // Work queues are named after devices: "(wq_completion)kcopyd/253:0", "(wq_completion)hci3".
  const name = lock.name.startsWith('(wq_completion)') ? lock.name.replace(/\d+/g, 'N') : lock.name;
  return lock.subclass === undefined || lock.subclass === 0 ? name : `${name}/${lock.subclass}`;
};

/** The function that a stack is about, without compiler suffixes, or nothing. */
export const placeOf = (frames: AnyReport['backtrace']): string => {
  const frame = frames === undefined ? undefined : acquisitionFrame({ frames });
  return frame ? stableSymbol(frame.symbol) : '';
};

/** A symbol for an identity: without compiler suffixes; an address that kallsyms could not name says nothing. */
export const stableSymbol = (symbol: string): string =>
  /^(?:0x)?[0-9a-f]{8,16}$/.test(symbol) ? '' : baseSymbol(symbol);

/** "task/pid" or "a task". */
export const who = (report: AnyReport): string => (report.task ? `${report.task.comm}/${report.task.pid}` : 'a task');

/** Class name for a sentence. */
export const named = (lock: LockRef | undefined): string => lock?.class ?? 'a lock that was not printed';

/** " in f()" of the first frame that is no machinery, or "". */
export const inFunction = (frames: AnyReport['backtrace']): string => {
  const frame = frames === undefined ? undefined : foldFrames(frames).rest[0];
  return frame ? ` in ${frame.symbol}()` : '';
};

/** Missing parts of the end of nearly every report. */
export const missingTail = (report: AnyReport): string[] => {
  const missing: string[] = [];
  if (!report.kernel) missing.push('kernel release');
  if (report.heldLocks === undefined) missing.push('held locks');
  if (report.backtrace === undefined || report.backtrace.length === 0) missing.push('stack backtrace');
  return missing;
};

export const missingLocks = (report: AnyReport): string[] => {
  const missing: string[] = [];
  if (!report.acquiring) missing.push('lock being acquired');
  if (!report.holding) missing.push('lock already held');
  return missing;
};
