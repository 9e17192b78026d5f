/**
 * possible circular locking dependency: C0 is being acquired while CN is held, and a path C0 -> C1 -> ... -> CN exists.
 * The stack under `-> #k` (k >= 1) is where Ck was acquired while C(k-1) was held; the one under `-> #0` is now.
 * (kernel/locking/lockdep.c, print_circular_bug, 6.12.)
 */
import type { ChainEntry, Frame, Report, ReportLine } from '../../contract/report.ts';
import { baseSymbol } from '../../lockdep/machinery.ts';
import { contextWords, earlierTitle, stackContext } from '../contexts.ts';
import { taughtNote, teacherOf } from '../taught.ts';
import { acquiredMode, heldMode, heldNow, type JudgedMode } from '../lock-modes.ts';
import type { ReplayLock, ReplayScenario, ReplayStep, ReplayThread, Unavailable } from '../replay-scenario.ts';
import {
  bothRead,
  isKernelFrom,
  lineOf,
  makeScenario,
  releasesOf,
  replayLock,
  stackEvidence,
  takeStep,
  taskTitle,
  writerInBetween,
} from './parts.ts';

interface Cycle {
  readonly report: Report;
  readonly lines: readonly ReportLine[];
  /** Chain entries by their printed number, and their place in `report.chain`. */
  readonly entries: readonly { readonly entry: ChainEntry; readonly at: number }[];
  readonly locks: readonly ReplayLock[];
}

/** See `scenarioFromReport`. */
export function circularScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const cycle = readCycle(report, lines);
  if ('unavailable' in cycle) return cycle;
  const n = cycle.entries.length - 1;
  const threads = [currentThread(cycle)];
  for (let k = 1; k <= n; k++) threads.push(earlierThread(cycle, k));
  const writers: ReplayThread[] = [];
  for (let k = 0; k <= n; k++) {
    const wanting = threads[k]!;
    const holding = threads[k === n ? 0 : k + 1]!;
    const lock = cycle.locks[k]!;
    if (bothRead(lock, stepWith(wanting, 'want'), stepWith(holding, 'hold')))
      writers.push(writerInBetween(`W${k}`, lock, wanting.id, holding.id));
  }
  return makeScenario('circular', cycle.locks, [...threads, ...writers], assumptionsOf(cycle, writers.length));
}

function stepWith(thread: ReplayThread, role: 'hold' | 'want'): ReplayStep {
  return thread.steps.find((step) => step.role === role)!;
}

function readCycle(report: Report, lines: readonly ReportLine[]): Cycle | Unavailable {
  const chain = report.chain ?? [];
  if (chain.length === 0) return { unavailable: 'The log holds no entry of the dependency chain (“-> #0 …”).' };
  const highest = highestIndex(report);
  if (highest > 30) return { unavailable: `The chain has ${highest + 1} entries; a replay shows at most 31 threads.` };
  const entries: { entry: ChainEntry; at: number }[] = [];
  const missing: number[] = [];
  for (let k = 0; k <= highest; k++) {
    const at = chain.findIndex((candidate) => candidate.index === k);
    const entry = chain[at];
    if (entry) entries.push({ entry, at });
    else missing.push(k);
  }
  if (missing.length > 0)
    return {
      unavailable: `The log lacks chain entr${missing.length === 1 ? 'y' : 'ies'} ${missing.map((k) => `#${k}`).join(', ')}, so the circle cannot be closed.`,
    };
  const holding = report.holding?.class;
  const last = entries.at(-1)!.entry.lock.class;
  // The table names the held lock a second time: other output may have spoilt the line at the top.
  const confirmed =
    last === holding || holding?.startsWith(`${last} `) === true || last === report.scenario?.steps[0]?.lock;
  if (highest === 0 || (holding !== undefined && !confirmed))
    return {
      unavailable: `The chain entry of ${holding ?? 'the lock that is held'} is missing in the log, so the circle cannot be closed.`,
    };
  const classes = new Set(entries.map(({ entry }) => entry.lock.class));
  if (classes.size !== entries.length)
    return { unavailable: 'Two chain entries name the same lock class, so it is not clear which one holds the other.' };
  const locks = entries.map(({ entry }, k) => {
    const printed = k === 0 ? report.acquiring : k === highest ? report.holding : undefined;
    const at = printed?.at ? [[printed.at]] : [];
    return replayLock(report, entry.lock, [entry.frames, ...at]);
  });
  return { report, lines, entries, locks };
}

/** The N of the chain: the highest number printed, or one more when the entry of the held lock was lost. */
function highestIndex(report: Report): number {
  return Math.max(...(report.chain ?? []).map((entry) => entry.index));
}

function currentThread({ report, lines, entries, locks }: Cycle): ReplayThread {
  const n = entries.length - 1;
  const { entry, at } = entries[0]!;
  const held = report.holding;
  const title = taskTitle(report);
  const heldAt = held?.at;
  const holdLine = lineOf(lines, '/holding');
  const hold = takeStep({
    role: 'hold',
    lock: locks[n]!,
    judged:
      printedMode(report, locks[n]!, 'first') ??
      heldNow(entries[n]!.entry.lock.name, locks[n]!.type, heldAt, entry.frames),
    evidence: {
      known: heldAt !== undefined,
      words: heldAt
        ? `Taken at ${heldAt.symbol}(), as the report says.`
        : 'It was held; the report does not say where it was taken.',
      ...(heldAt ? { frame: heldAt } : {}),
      ...(held ? { pointer: '/holding' } : {}),
      ...(holdLine === undefined ? {} : { logLine: holdLine }),
    },
  });
  const judged = printedMode(report, locks[0]!, 'last') ?? acquiredMode(entry.lock.name, locks[0]!.type, entry.frames);
  const want = takeStep({
    role: 'want',
    lock: locks[0]!,
    judged,
    evidence: stackEvidence(lines, entry.frames, `/chain/${at}/frames`, (frame) => `Wanted now, in ${frame}.`, {
      chainIndex: 0,
    }),
    note: noteFor(locks[0]!, judged, entry.frames),
  });
  const steps = [hold, want];
  return {
    id: 'T0',
    title,
    context: 'task',
    origin: 'current',
    inferred: false,
    words: `${title}, the task that lockdep stopped.`,
    steps: [...steps, ...releasesOf(steps)],
  };
}

function earlierThread({ lines, entries, locks }: Cycle, k: number): ReplayThread {
  const { entry, at } = entries[k]!;
  const before = entries[k - 1]!.entry;
  const context = stackContext(entry.frames);
  const heldJudged = heldMode(before.lock.name, locks[k - 1]!.type, entry.frames);
  const hold = takeStep({
    role: 'hold',
    lock: locks[k - 1]!,
    judged: heldJudged,
    evidence: {
      ...stackEvidence(
        lines,
        entry.frames,
        `/chain/${at}/frames`,
        (frame) => `It was held when ${frame} ran; where it was taken is not in the report.`,
        { chainIndex: k },
      ),
      known: false,
    },
    note:
      heldJudged.certainty === 'assumed' && ['rwlock', 'rwsem', 'percpu_rwsem'].includes(locks[k - 1]!.type)
        ? 'Whether it was held for reading or writing is not in the report; writing is assumed.'
        : undefined,
  });
  const judged = acquiredMode(entry.lock.name, locks[k]!.type, entry.frames);
  const want = takeStep({
    role: 'want',
    lock: locks[k]!,
    judged,
    evidence: stackEvidence(
      lines,
      entry.frames,
      `/chain/${at}/frames`,
      (frame) => `Taken in ${frame} while ${before.lock.class} was held, ${contextWords(context)}.`,
      { chainIndex: k },
    ),
    note: noteFor(locks[k]!, judged, entry.frames),
  });
  const steps = [hold, want];
  return {
    id: `T${k}`,
    title: earlierTitle(context),
    context: 'task',
    origin: 'earlier',
    inferred: true,
    words: `Some task, earlier: ${contextWords(context)}. It held ${before.lock.class} and took ${entry.lock.class}; which task it was is not in the report.`,
    steps: [...steps, ...releasesOf(steps)],
  };
}

/** rlock in the kernel's table (6.4 and later) is the kernel's word; `lock` is only where readers print as rlock. */
function printedMode(report: Report, lock: ReplayLock, which: 'first' | 'last'): JudgedMode | undefined {
  const operations = (report.scenario?.steps ?? []).filter((step) => step.lock !== undefined && step.column === 0);
  const operation = which === 'first' ? operations[0] : operations.at(-1);
  if (operation?.lock !== lock.class) return undefined;
  if (operation.action === 'rlock') return { mode: 'read', certainty: 'printed' };
  return operation.action === 'lock' && printsReaders(report) ? { mode: 'write', certainty: 'printed' } : undefined;
}

/** Readers are printed as `rlock` from 6.4 on. */
function printsReaders(report: Report): boolean {
  if (report.scenario?.steps.some((step) => step.action === 'rlock' || step.action === 'sync')) return true;
  return isKernelFrom(report, 6, 4) === true;
}

function noteFor(lock: ReplayLock, judged: JudgedMode, frames: readonly Frame[]): string | undefined {
  const top = frames
    .filter((frame) => frame.reliable)
    .slice(0, 6)
    .map((frame) => baseSymbol(frame.symbol));
  if (top.some((symbol) => symbol === 'reacquire_held_locks' || symbol === 'lock_release'))
    return 'Recorded while another lock was released out of order: this is not the place where it was acquired.';
  const teacher = teacherOf(lock.class, frames);
  if (teacher !== undefined) return taughtNote(teacher);
  if (lock.type === 'completion' && top.includes('process_one_work'))
    return 'Here a worker enters its work item; for whoever waits for the whole queue this is a wait for the item.';
  if (lock.type === 'active_ref') return 'Removal: waits for everybody who uses the file, and keeps new users out.';
  if (judged.mode === 'read')
    return `Taken for reading${judged.symbol === undefined ? '' : ` (${judged.symbol}())`}: blocks on another reader only if a writer waits in between.`;
  return undefined;
}

function assumptionsOf(cycle: Cycle, writers: number): string[] {
  const assumptions = [
    'Lockdep knows classes, not instances: it is assumed that each class stands for one and the same lock.',
    'The earlier dependencies are assumed to be able to happen again, at the same time, in different tasks, and without an outer lock that keeps them apart; the report does not say what else was held.',
  ];
  if (writers > 0)
    assumptions.push(
      'Readers meet readers in this circle: it closes only when a writer comes in between, which is assumed.',
    );
  const unknown = cycle.locks.filter((lock) => lock.certainty === 'assumed').map((lock) => lock.id);
  if (unknown.length > 0)
    assumptions.push(`The kind of ${unknown.join(', ')} is not in the report; an exclusive lock is assumed.`);
  return assumptions;
}
