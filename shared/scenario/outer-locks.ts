/** Locks that a task held besides: which of them can keep others out, and so may be an outer lock of an argument. */
import type { LockRef, Report } from '../contract/report.ts';
import { baseSymbol } from '../lockdep/machinery.ts';
import { judgeLock } from './lock-kinds.ts';
import { acquiredMode, heldNow } from './lock-modes.ts';

/** What may be held by many at once, or is held once for each open file: it keeps nobody apart. */
export function isNoGate(lock: LockRef): boolean {
  const kind = judgeLock(lock.name, lock.at ? [baseSymbol(lock.at.symbol)] : []);
  if (kind.pseudo || ['active_ref', 'completion'].includes(kind.type)) return true;
  // A queue can be frozen twice at the same time.
  if (/q_usage_counter/.test(lock.name) || lock.name === '&of->mutex') return true;
  // The users of these are readers; writers freeze a filesystem or unplug a CPU and say so by their function.
  const isWriter =
    lock.at !== undefined &&
    acquiredMode(lock.name, kind.type, [lock.at]).mode === 'write' &&
    /write|freeze|begin/.test(lock.at.symbol);
  return kind.type === 'percpu_rwsem' && !isWriter;
}

/**
 * Locks that the task of a report held, that are in no circle and that exclude others: what keeps paths apart if they all
 * hold it.
 *
 * @param inCircle classes of the scenario's locks
 * @returns class names, those of hotplug first: in arguments over sysfs they usually are the one
 */
export function outerLocksOf(report: Report, inCircle: ReadonlySet<string>): readonly string[] {
  const names = (report.heldLocks ?? [])
    .filter(({ task }) => report.task === undefined || task.pid === report.task.pid)
    .map(({ lock }) => lock)
    .filter((lock) => !inCircle.has(lock.class) && !isNoGate(lock) && !isRead(lock))
    .map((lock) => lock.class);
  return [...new Set([...names.filter((name) => name.includes('hotplug')), ...names])];
}

function isRead(lock: LockRef): boolean {
  const { type } = judgeLock(lock.name, lock.at ? [baseSymbol(lock.at.symbol)] : []);
  return heldNow(lock.name, type, lock.at, []).mode !== 'write';
}
