/**
 * The irq kinds: a lock is taken with interrupts on in one place and inside an interrupt in another, directly
 * (inconsistent state) or over a path of dependencies (unsafe order, inversion). kernel/locking/lockdep.c, 6.12:
 * print_usage_bug, print_bad_irq_dependency, print_irq_inversion_bug.
 *
 * Until 4.13 memory reclaim was such a state as well (RECLAIM_FS). It is replayed as later kernels see it: `fs_reclaim` is
 * waited for by who allocates, and held by who reclaims.
 */
import type { Frame, LockRef, Report, ReportLine } from '../../contract/report.ts';
import { baseSymbol } from '../../lockdep/machinery.ts';
import { contextWords, earlierTitle, stackContext } from '../contexts.ts';
import { acquiredMode, type JudgedMode } from '../lock-modes.ts';
import type {
  Evidence,
  ReplayLock,
  ReplayScenario,
  ReplayStep,
  ReplayThread,
  StepRole,
  Unavailable,
} from '../replay-scenario.ts';
import {
  bareName,
  inversionPath,
  stateOf,
  unsafeOrderPath,
  type IrqPath,
  type StackPlace,
  type State,
} from './irq-path.ts';
import {
  bothRead,
  lineOf,
  makeScenario,
  releasesOf,
  replayLock,
  stackEvidence,
  takeStep,
  taskTitle,
  writerInBetween,
} from './parts.ts';

const NAMES: Record<State, string> = {
  HARDIRQ: 'a hard interrupt',
  SOFTIRQ: 'a soft interrupt',
  RECLAIM_FS: 'memory reclaim',
};

function usedMode(usage: string | undefined): JudgedMode {
  return { mode: /-R\}?$/.test(usage ?? '') ? 'read' : 'write', certainty: 'printed' };
}

/** inconsistent {A} -> {B} usage: A was recorded before, B is now. One of them is IN an interrupt. */
export function inconsistentScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const { acquiring, usageConflict } = report;
  if (!acquiring) return { unavailable: 'The log lacks the line of the lock.' };
  if (!usageConflict) return { unavailable: 'The log lacks the line “inconsistent {…} -> {…} usage”.' };
  const state = stateOf(usageConflict.from) ?? stateOf(usageConflict.to);
  if (!state)
    return { unavailable: `The usages ${usageConflict.from} and ${usageConflict.to} are not about interrupts.` };
  const nowInside = /IN-/.test(usageConflict.to);
  const before = firstStack(report, /state was registered at$/);
  const now = backtraceOf(report);
  const build = new IrqScenario(report, lines, state);
  const lock = build.lock(acquiring, [before, now]);
  const insideMode = usedMode(nowInside ? usageConflict.to : usageConflict.from);
  const outsideMode = usedMode(nowInside ? usageConflict.from : usageConflict.to);
  const holder = build.holder(lock, nowInside ? before : now, !nowInside, outsideMode);
  const inside = build.inside(lock, nowInside ? now : before, nowInside, insideMode);
  return build.made(
    [lock],
    [holder, inside],
    [
      state === 'RECLAIM_FS'
        ? 'It is assumed that memory is short, and that reclaim wants the same lock, not another of its class.'
        : 'The interrupt is assumed to come on the CPU whose task holds the lock, and to want the same lock, not another of its class.',
    ],
  );
}

/** A new dependency connects a lock that interrupts take to a lock that is held with interrupts on. */
export function unsafeOrderScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const state = stateOf(report.title) ?? stateOf(report.irqState);
  if (!state) return { unavailable: 'The headline does not say which interrupt this is about.' };
  const path = unsafeOrderPath(report, state);
  if (!path) return { unavailable: 'The log lacks one of the locks of the order.' };
  // X-READ is about the lock that is taken inside.
  return pathScenario(new IrqScenario(report, lines, state), path, {
    inside: /-READ-safe/.test(report.title) ? 'read' : undefined,
  });
}

/** The state of one lock changed, and over older dependencies it is connected to a lock of the opposite state. */
export function inversionScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  if (!report.acquiring || !report.otherLock) return { unavailable: 'The log lacks one of the two locks.' };
  const state = stateOf(report.otherRelation) ?? stateOf(report.irqState);
  if (!state) return { unavailable: 'The sentence that names the interrupt is missing.' };
  const path = inversionPath(report, state);
  if (!path) return { unavailable: 'Both ends of the order are the same lock class.' };
  // X-READ is about the other lock.
  const mode = /-READ-/.test(report.otherRelation ?? '') ? 'read' : undefined;
  return pathScenario(
    new IrqScenario(report, lines, state),
    path,
    path.current === 'interrupt' ? { outside: mode } : { inside: mode },
  );
}

/**
 * One thread per dependency of the path safe -> ... -> unsafe, with interrupts off as in the kernel's table; a task that
 * holds the last lock with interrupts on; and the interrupt that wants the first one.
 */
function pathScenario(
  build: IrqScenario,
  path: IrqPath,
  modes: { readonly inside?: 'read' | undefined; readonly outside?: 'read' | undefined },
): ReplayScenario {
  const locks = path.locks.map((lock, k) => {
    const stacks = [path.edges[k - 1], k === 0 ? path.inside : undefined];
    return build.lock(lock, k === path.locks.length - 1 ? [...stacks, path.outside] : stacks);
  });
  const holder = build.holder(locks.at(-1)!, path.outside, path.current === 'holder', judged(modes.outside));
  const edges = locks.slice(1).map((_, k) => build.edge(locks, path, k));
  const inside = build.inside(locks[0]!, path.inside, path.current === 'interrupt', judged(modes.inside));
  const writers: ReplayThread[] = [];
  const wants = [inside, ...edges];
  locks.forEach((lock, k) => {
    const wanting = wants[k]!;
    const holding = edges[k] ?? holder;
    if (bothRead(lock, stepWith(wanting, 'want', lock), stepWith(holding, 'hold', lock)))
      writers.push(writerInBetween(`W${k}`, lock, wanting.id, holding.id));
  });
  // In this order lockdep itself would come to the same report: a new dependency comes last.
  const older = edges.filter((_, k) => k !== path.current);
  const ordered = [holder, ...older, inside, ...edges.filter((_, k) => k === path.current), ...writers];
  return build.made(locks, ordered, [
    build.state === 'RECLAIM_FS'
      ? 'It is assumed that memory is short when the last lock of the path is held.'
      : 'The interrupt is assumed to come on the CPU of the task that holds the last lock of the path.',
    'Lockdep knows classes, not instances: it is assumed that each class stands for one and the same lock.',
    ...(path.hasGaps
      ? ['The dumps of the dependencies are not in the log: there may be further locks between those shown here.']
      : []),
    ...(writers.length > 0
      ? ['Readers meet readers in this circle: it closes only when a writer comes in between, which is assumed.']
      : []),
  ]);
}

/**
 * Lockdep has one usage for reader sections and for those who wait for them, here and in the interrupt: the functions say
 * which it was. Who enters never waits, so that such a report need not be a deadlock.
 */
function roleOf(role: 'hold' | 'want', frames: readonly Frame[]): 'hold' | 'want' {
  const top = frames.slice(0, 6).map((frame) => baseSymbol(frame.symbol));
  if (top.some((symbol) => /rcu_(read_lock|lock_acquire)/.test(symbol))) return 'hold';
  return top.some((symbol) => /^_*synchronize_s?rcu|^lock_sync$/.test(symbol)) ? 'want' : role;
}

const judged = (mode: 'read' | undefined): JudgedMode | undefined => mode && { mode, certainty: 'printed' };

function stepWith(thread: ReplayThread, role: StepRole, lock: ReplayLock): ReplayStep {
  return thread.steps.find((step) => step.role === role && 'lock' in step && step.lock === lock.id)!;
}

function firstStack(report: Report, title: RegExp): StackPlace | undefined {
  const at = (report.stacks ?? []).findIndex((stack) => title.test(stack.title));
  const frames = report.stacks?.[at]?.frames;
  return frames?.length ? { frames, pointer: `/stacks/${at}/frames` } : undefined;
}

function backtraceOf(report: Report): StackPlace | undefined {
  return report.backtrace?.length ? { frames: report.backtrace, pointer: '/backtrace' } : undefined;
}

/** The threads of one report, with the words for its state. */
class IrqScenario {
  readonly state: State;
  private readonly report: Report;
  private readonly lines: readonly ReportLine[];
  private readonly reclaim: ReplayLock | undefined;

  constructor(report: Report, lines: readonly ReportLine[], state: State) {
    this.report = report;
    this.lines = lines;
    this.state = state;
    if (state === 'RECLAIM_FS') this.reclaim = replayLock(report, { class: 'fs_reclaim', name: 'fs_reclaim' }, []);
  }

  /** The lock of a class. Everything under a lock that interrupts take must not sleep either. */
  lock(ref: LockRef, stacks: readonly (StackPlace | undefined)[]): ReplayLock {
    const { acquiring, holding } = this.report;
    const sites = [ref, acquiring, holding].flatMap((each) =>
      each?.class === ref.class && each.at ? [[each.at]] : [],
    );
    return replayLock(
      this.report,
      ref,
      [...stacks.flatMap((stack) => (stack ? [stack.frames] : [])), ...sites],
      ref.class,
      this.state !== 'RECLAIM_FS',
    );
  }

  /** Who holds the unsafe lock with interrupts on, or while it allocates memory. */
  holder(lock: ReplayLock, stack: StackPlace | undefined, isCurrent: boolean, mode?: JudgedMode): ReplayThread {
    const hold = this.take(
      'hold',
      lock,
      stack,
      isCurrent,
      mode,
      this.reclaim ? 'memory may be reclaimed then' : 'interrupts were on',
    );
    const steps = this.reclaim ? [hold, this.enterReclaim('want')] : [hold];
    return this.thread(
      'T0',
      stack,
      isCurrent,
      steps,
      this.reclaim ? 'allocates memory' : 'holds it with interrupts on',
    );
  }

  /** The interrupt, or who reclaims memory, that wants the safe lock. */
  inside(lock: ReplayLock, stack: StackPlace | undefined, isCurrent: boolean, mode?: JudgedMode): ReplayThread {
    const want = this.take('want', lock, stack, isCurrent, mode, `inside ${NAMES[this.state]}`);
    if (this.reclaim) return this.thread('R0', stack, isCurrent, [this.enterReclaim('hold'), want], 'reclaims memory');
    const title = isCurrent ? taskTitle(this.report) : `earlier: ${NAMES[this.state]}`;
    return {
      id: 'I0',
      title,
      context: this.state === 'HARDIRQ' ? 'hardirq' : 'softirq',
      on: 'T0',
      origin: isCurrent ? 'current' : 'earlier',
      inferred: !isCurrent,
      words: `${NAMES[this.state]} on the CPU of T0`,
      steps: [want, ...releasesOf([want])],
    };
  }

  /** Dependency `k` of the path: `locks[k + 1]` taken while `locks[k]` is held. */
  edge(locks: readonly ReplayLock[], path: IrqPath, k: number): ReplayThread {
    const [lock, next] = [locks[k]!, locks[k + 1]!];
    const stack = path.edges[k];
    const isCurrent = path.current === k;
    const hold = takeStep({
      role: 'hold',
      lock,
      // A reader would let the interrupt's reader pass, and lockdep would not have gone this way.
      judged: { mode: 'write', certainty: 'assumed' },
      evidence: isCurrent ? this.headerEvidence('/holding', 'Held') : this.heldEvidence(lock, next, stack),
    });
    const want = this.take('want', next, stack, isCurrent, undefined, `while ${lock.id} was held`);
    const off: ReplayStep = {
      op: 'irq-off',
      role: 'prepare',
      evidence: {
        known: false,
        words:
          k === 0
            ? 'As in the kernel’s table: it is safe there only with interrupts off.'
            : 'With interrupts on, lockdep would have found a shorter order.',
      },
      modeCertainty: 'inferred',
    };
    const steps = this.reclaim ? [hold, want] : [off, hold, want];
    return this.thread(`T${k + 1}`, stack, isCurrent, steps, `${next.id} under ${lock.id}`);
  }

  made(locks: readonly ReplayLock[], threads: readonly ReplayThread[], assumptions: readonly string[]): ReplayScenario {
    const reclaim = this.reclaim ? [this.reclaim] : [];
    return makeScenario(this.report.kind, [...locks, ...reclaim], threads, [
      ...assumptions,
      ...(this.reclaim
        ? ['Kernels from 4.14 on would call this circular: they see memory reclaim as a lock, and so does this replay.']
        : []),
    ]);
  }

  private thread(
    id: string,
    stack: StackPlace | undefined,
    isCurrent: boolean,
    steps: readonly ReplayStep[],
    what: string,
  ): ReplayThread {
    const context = stackContext(stack?.frames ?? []);
    const earlier = context.name === undefined ? `earlier: ${what}` : earlierTitle(context);
    const on: ReplayStep[] = steps.some((each) => each.op === 'irq-off')
      ? [{ op: 'irq-on', role: 'leave', evidence: { known: false, words: 'Afterwards.' }, modeCertainty: 'assumed' }]
      : [];
    const title = isCurrent ? taskTitle(this.report) : earlier;
    return {
      id,
      title,
      context: 'task',
      origin: isCurrent ? 'current' : 'earlier',
      inferred: !isCurrent,
      words: isCurrent ? `${title}, the task that lockdep stopped.` : `Some task, earlier: ${contextWords(context)}.`,
      steps: [...steps, ...releasesOf(steps), ...on],
    };
  }

  private take(
    role: 'hold' | 'want',
    lock: ReplayLock,
    stack: StackPlace | undefined,
    isCurrent: boolean,
    mode: JudgedMode | undefined,
    how: string,
  ): ReplayStep {
    const { acquiring } = this.report;
    const fromHeader = isCurrent && acquiring?.at !== undefined && acquiring.class === lock.class;
    const takes = takeStep({
      role: lock.type === 'completion' ? roleOf(role, fromHeader ? [acquiring.at!] : (stack?.frames ?? [])) : role,
      lock,
      judged:
        mode ?? acquiredMode(bareName(lock.class), lock.type, fromHeader ? [acquiring.at!] : (stack?.frames ?? [])),
      evidence: fromHeader
        ? this.headerEvidence('/acquiring', role === 'want' ? 'Wanted now' : 'Taken now')
        : stack
          ? stackEvidence(this.lines, stack.frames, stack.pointer, (frame) =>
              isCurrent ? `Now, in ${frame}.` : `Taken earlier in ${frame}; ${how}.`,
            )
          : { known: false, words: `Taken earlier; ${how}. Where is not in the report.` },
    });
    return { ...takes, role };
  }

  private enterReclaim(role: 'hold' | 'want'): ReplayStep {
    const words =
      role === 'hold'
        ? 'It reclaims memory, for itself or as kswapd.'
        : 'It needs memory, and memory is short: it waits for reclaim.';
    const evidence: Evidence = { known: false, words };
    return takeStep({ role, lock: this.reclaim!, judged: { mode: 'write', certainty: 'inferred' }, evidence });
  }

  private heldEvidence(lock: ReplayLock, next: ReplayLock, stack: StackPlace | undefined): Evidence {
    if (!stack)
      return {
        known: false,
        words: `${lock.id} was held when ${next.id} was taken, earlier; there may be further locks between the two.`,
      };
    const evidence = stackEvidence(
      this.lines,
      stack.frames,
      stack.pointer,
      (frame) => `It was held when ${frame} ran; where it was taken is not in the report.`,
    );
    return { ...evidence, known: false };
  }

  private headerEvidence(pointer: '/acquiring' | '/holding', when: string): Evidence {
    const lock = pointer === '/acquiring' ? this.report.acquiring : this.report.holding;
    const logLine = lineOf(this.lines, pointer);
    return {
      known: lock?.at !== undefined,
      words: lock?.at ? `${when}, at ${lock.at.symbol}().` : `${when}; where is not in the report.`,
      pointer,
      ...(lock?.at ? { frame: lock.at } : {}),
      ...(logLine === undefined ? {} : { logLine }),
    };
  }
}
