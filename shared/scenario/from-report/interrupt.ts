/**
 * The irq kinds: a lock is taken with interrupts on in one place and inside an interrupt in another, directly
 * (inconsistent state) or over a path of dependencies (unsafe order, inversion). kernel/locking/lockdep.c, 6.12:
 * print_usage_bug, print_bad_irq_dependency, print_irq_inversion_bug.
 */
import type { Frame, LockRef, Report, ReportLine } from '../../contract/report.ts';
import type {
  Evidence,
  ReplayLock,
  ReplayScenario,
  ReplayStep,
  ReplayThread,
  Unavailable,
} from '../replay-scenario.ts';
import { lineOf, makeScenario, releasesOf, replayLock, takeStep, taskTitle } from './parts.ts';

type Interrupt = 'hardirq' | 'softirq';
const NAMES: Record<Interrupt, string> = { hardirq: 'a hard interrupt', softirq: 'a soft interrupt' };

/**
 * HARDIRQ or SOFTIRQ in a usage or a sentence; undefined for RECLAIM_FS and anything else. A non-maskable interrupt is
 * replayed as a hard one.
 */
function interruptOf(text: string | undefined): Interrupt | undefined {
  if (text === undefined) return undefined;
  if (/HARDIRQ|IN-NMI/i.test(text)) return 'hardirq';
  return /SOFTIRQ/i.test(text) ? 'softirq' : undefined;
}

function modeOf(usage: string | undefined): 'write' | 'read' {
  return /-R\}?$/.test(usage ?? '') ? 'read' : 'write';
}

/** inconsistent {A} -> {B} usage: A was recorded before, B is now. One of them is IN an interrupt. */
export function inconsistentScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const { acquiring, usageConflict } = report;
  if (!acquiring) return { unavailable: 'The log lacks the line of the lock.' };
  if (!usageConflict) return { unavailable: 'The log lacks the line “inconsistent {…} -> {…} usage”.' };
  const interrupt = interruptOf(usageConflict.from) ?? interruptOf(usageConflict.to);
  if (!interrupt)
    return { unavailable: `The usages ${usageConflict.from} and ${usageConflict.to} are not about interrupts.` };
  const nowInside = /IN-/.test(usageConflict.to);
  const inside = nowInside ? usageConflict.to : usageConflict.from;
  const outside = nowInside ? usageConflict.from : usageConflict.to;
  const lock = replayLock(acquiring, acquiring.at ? [[acquiring.at]] : [], acquiring.class, true);
  const now = lockEvidence(lines, acquiring, '/acquiring', 'Now');
  const before: Evidence = { known: false, words: 'Earlier, where this usage was registered.', pointer: '/acquiring' };
  const task = taskThread(
    'T0',
    nowInside ? 'earlier: with interrupts on' : taskTitle(report),
    nowInside ? 'earlier' : 'current',
    [step('hold', lock, modeOf(outside), nowInside ? before : now)],
  );
  const irq = interruptThread(
    interrupt,
    'T0',
    nowInside ? taskTitle(report) : `earlier: ${NAMES[interrupt]}`,
    nowInside ? 'current' : 'earlier',
    [step('want', lock, modeOf(inside), nowInside ? now : before)],
  );
  return makeScenario(
    'inconsistent-state',
    [lock],
    [task, irq],
    [
      'The interrupt is assumed to come on the CPU whose task holds the lock, and to want the same lock, not another of its class.',
    ],
  );
}

/** A new dependency connects a lock that interrupts take to a lock that is held with interrupts on. */
export function unsafeOrderScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const { safeLock, unsafeLock } = report;
  const interrupt = interruptOf(report.title);
  if (!interrupt)
    return { unavailable: 'This order is about memory reclaim, not about an interrupt that could be replayed.' };
  const from = report.newDependency?.from ?? report.holding;
  const to = report.newDependency?.to ?? report.acquiring;
  if (!safeLock || !unsafeLock || !from || !to) return { unavailable: 'The log lacks one of the locks of the order.' };
  return pathScenario(report, lines, interrupt, [safeLock, from, to, unsafeLock], { from: from.class, to: to.class });
}

/** The state of one lock changed, and over older dependencies it is connected to a lock of the opposite state. */
export function inversionScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const { acquiring, otherLock, otherRelation } = report;
  const interrupt = interruptOf(otherRelation ?? report.title);
  if (!acquiring || !otherLock) return { unavailable: 'The log lacks one of the two locks.' };
  if (!interrupt)
    return { unavailable: 'The sentence that names the interrupt is missing, or it is about memory reclaim.' };
  const tookUnsafe = /unsafe/i.test(otherRelation ?? '');
  const [safe, unsafe] = tookUnsafe ? [acquiring, otherLock] : [otherLock, acquiring];
  const middle = (report.dependency ?? [])
    .slice(1, -1)
    .map((name): LockRef => ({ class: name, name: name.replace(/(#\d+)?(\/\d)?$/, '') }));
  return pathScenario(report, lines, interrupt, [safe, ...middle, unsafe]);
}

/**
 * One thread per dependency of the path safe -> ... -> unsafe, the first with interrupts off as in the kernel's table;
 * a task that holds the last lock with interrupts on; and the interrupt that wants the first one.
 */
function pathScenario(
  report: Report,
  lines: readonly ReportLine[],
  interrupt: Interrupt,
  path: readonly LockRef[],
  current?: { readonly from: string; readonly to: string },
): ReplayScenario | Unavailable {
  const refs = path.filter((lock, at) => path.findIndex((other) => other.class === lock.class) === at);
  if (refs.length < 2) return { unavailable: 'Both ends of the order are the same lock class.' };
  // Everything under a lock that interrupts take must not sleep either.
  const locks = refs.map((lock) => replayLock(lock, stacksFor(report, lock), lock.class, true));
  const assumed = (words: string): Evidence => ({ known: false, words });
  const safe = locks[0]!;
  const unsafe = locks.at(-1)!;
  const threads: ReplayThread[] = [
    taskThread('T0', 'holds it with interrupts on', 'earlier', [
      step(
        'hold',
        unsafe,
        'write',
        assumed(
          `${unsafe.id} was once taken with interrupts on; the report shows where it became ${interrupt}-unsafe.`,
        ),
      ),
    ]),
  ];
  locks.slice(0, -1).forEach((lock, at) => {
    const next = locks[at + 1]!;
    const isCurrent = current?.from === lock.class && current.to === next.class;
    const hold = step(
      'hold',
      lock,
      'write',
      isCurrent
        ? lockEvidence(lines, report.holding, '/holding', 'Held')
        : assumed(
            `${lock.id} was held when ${next.id} was taken, earlier; there may be further locks between the two.`,
          ),
    );
    const want = step(
      'want',
      next,
      'write',
      isCurrent
        ? lockEvidence(lines, report.acquiring, '/acquiring', 'Wanted now')
        : assumed(`Taken earlier while ${lock.id} was held.`),
    );
    const off: ReplayStep = {
      op: 'irq-off',
      role: 'prepare',
      evidence: assumed(
        at === 0
          ? 'As in the kernel’s table: it is safe there only with interrupts off.'
          : 'With interrupts on, lockdep would have reported this dependency before.',
      ),
      modeCertainty: 'inferred',
    };
    const title = isCurrent ? taskTitle(report) : `earlier: ${next.id} under ${lock.id}`;
    threads.push(
      taskThread(
        `T${at + 1}`,
        title,
        isCurrent ? 'current' : 'earlier',
        at === 0 || current ? [off, hold, want] : [hold, want],
      ),
    );
  });
  const irq = interruptThread(interrupt, 'T0', NAMES[interrupt], 'earlier', [
    step(
      'want',
      safe,
      'write',
      assumed(`${safe.id} was once taken in ${NAMES[interrupt]}; the report shows where it became ${interrupt}-safe.`),
    ),
  ]);
  // In this order lockdep itself would come to the same report: the new dependency comes last.
  const older = threads.filter((thread) => thread.origin !== 'current');
  const ordered = current
    ? [...older, irq, ...threads.filter((thread) => thread.origin === 'current')]
    : [...threads, irq];
  return makeScenario(report.kind, locks, ordered, [
    'The interrupt is assumed to come on the CPU of the task that holds the last lock of the path.',
    'Lockdep knows classes, not instances: it is assumed that each class stands for one and the same lock.',
  ]);
}

function stacksFor(report: Report, lock: LockRef): Frame[][] {
  return [lock, report.acquiring, report.holding].flatMap((ref) =>
    ref?.class === lock.class && ref.at ? [[ref.at]] : [],
  );
}

function lockEvidence(
  lines: readonly ReportLine[],
  lock: LockRef | undefined,
  pointer: string,
  when: string,
): Evidence {
  const logLine = lineOf(lines, pointer);
  return {
    known: lock?.at !== undefined,
    words: lock?.at ? `${when}, at ${lock.at.symbol}().` : `${when}; where is not in the report.`,
    pointer,
    ...(lock?.at ? { frame: lock.at } : {}),
    ...(logLine === undefined ? {} : { logLine }),
  };
}

function step(role: 'hold' | 'want', lock: ReplayLock, mode: 'write' | 'read', evidence: Evidence): ReplayStep {
  return takeStep({ role, lock, judged: { mode, certainty: 'inferred' }, evidence });
}

function taskThread(
  id: string,
  title: string,
  origin: 'current' | 'earlier',
  steps: readonly ReplayStep[],
): ReplayThread {
  const on: ReplayStep[] = steps.some((each) => each.op === 'irq-off')
    ? [{ op: 'irq-on', role: 'leave', evidence: { known: false, words: 'Afterwards.' }, modeCertainty: 'assumed' }]
    : [];
  return {
    id,
    title,
    context: 'task',
    origin,
    inferred: origin !== 'current',
    words: title,
    steps: [...steps, ...releasesOf(steps), ...on],
  };
}

function interruptThread(
  context: Interrupt,
  on: string,
  title: string,
  origin: 'current' | 'earlier',
  steps: readonly ReplayStep[],
): ReplayThread {
  return {
    id: 'I0',
    title,
    context,
    on,
    origin,
    inferred: origin !== 'current',
    words: `${NAMES[context]} on the CPU of ${on}`,
    steps: [...steps, ...releasesOf(steps)],
  };
}
