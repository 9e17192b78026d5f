/** The locks and statements of a report that are not a chain, as rows to be shown: every kind has its own. */
import type { LockRef, Report } from '../../shared/contract/report.ts';
import { describeUsage } from '../../shared/lockdep/usage.ts';

export interface LockFact {
  readonly words: string;
  readonly lock: LockRef;
  readonly pointer: string;
}

/** The locks a report speaks of, each with its part in it. */
export function lockFacts(report: Report): readonly LockFact[] {
  const facts: (LockFact | undefined)[] = [
    fact('being acquired', report.acquiring, '/acquiring'),
    fact('held', report.holding, '/holding'),
    fact('being released', report.releasing, '/releasing'),
    fact('should be held, and is not', report.notHolding, '/notHolding'),
    fact(report.otherRelation ?? 'the other lock', report.otherLock, '/otherLock'),
    fact(`${report.irqState ?? 'irq'}-safe: also taken in interrupts`, report.safeLock, '/safeLock'),
    fact(`${report.irqState ?? 'irq'}-unsafe: also held with interrupts on`, report.unsafeLock, '/unsafeLock'),
    fact('the new dependency goes from', report.newDependency?.from, '/newDependency/from'),
    fact('to', report.newDependency?.to, '/newDependency/to'),
  ];
  return facts.filter((each): each is LockFact => each !== undefined);
}

const fact = (words: string, lock: LockRef | undefined, pointer: string): LockFact | undefined =>
  lock === undefined ? undefined : { words, lock, pointer };

const bare = (usage: string): string => usage.replace(/[{}]/g, '');

/** What else the kernel said, one sentence each. */
export function statements(report: Report): readonly string[] {
  const { usageConflict, irqContext, waitContext, waitTypeScale, rcu, limit, hungTask, freed, comparison } = report;
  const said: (string | undefined)[] = [
    usageConflict &&
      `Used ${describeUsage(bare(usageConflict.from))}, and now ${describeUsage(bare(usageConflict.to))}.`,
    irqContext && contextWords(irqContext),
    waitContext && `The context allows {${waitContext.replace(/[{}]|^context-/g, '')}}.`,
    waitTypeScale &&
      `Wait types here: ${waitTypeScale === '2/3' ? '2 a spinlock, 3 a lock that sleeps' : '2 a raw spinlock, 3 a spinlock, 4 a lock that sleeps'}.`,
    rcu?.message &&
      `${rcu.file === undefined ? '' : `${rcu.file}${rcu.line === undefined ? '' : `:${rcu.line}`}: `}${rcu.message}.`,
    ...(rcu?.flags ?? []).map((flag) => `${flag}.`),
    limit && `The limit that was reached: ${limit}.`,
    hungTask &&
      `${hungTask.task.comm}/${hungTask.task.pid} has been blocked for more than ${hungTask.seconds} seconds.`,
    freed && `The freed memory: ${freed.from} to ${freed.to}.`,
    comparison !== undefined ? `The comparison function of the class returned ${comparison}.` : undefined,
    report.cpuhpState !== undefined ? `The hotplug state is number ${report.cpuhpState}.` : undefined,
    ...(report.notes ?? []),
  ];
  return said.filter((each): each is string => each !== undefined && each !== '');
}

function contextWords({
  hardirq,
  softirq,
  hardirqsEnabled,
  softirqsEnabled,
}: NonNullable<Report['irqContext']>): string {
  const inside =
    hardirq[0] > 0 || hardirq[1] > 0
      ? 'in a hard interrupt'
      : softirq[0] > 0
        ? 'in a soft interrupt'
        : softirq[1] > 0
          ? 'in a task with soft interrupts off'
          : 'in a task';
  return `The task was ${inside}; hard interrupts ${hardirqsEnabled ? 'on' : 'off'}, soft interrupts ${softirqsEnabled ? 'on' : 'off'}.`;
}
