/** The parts that scenarios of all report kinds are put together from. */
import type { Frame, LockRef, Report, ReportLine } from '../../contract/report.ts';
import type { LockType } from '../../contract/scenario.ts';
import { baseSymbol } from '../../lockdep/machinery.ts';
import { waitTypesOf } from '../../lockdep/usage.ts';
import { judgeLock } from '../lock-kinds.ts';
import { takingFrame, type JudgedMode } from '../lock-modes.ts';
import type { Evidence, ReplayLock, ReplayScenario, ReplayStep, ReplayThread, StepRole } from '../replay-scenario.ts';

/** The lock of a scenario for a class of the report. `stacks`: where it was taken, for judging its type. */
export function replayLock(
  report: Report,
  lock: LockRef,
  stacks: readonly (readonly Frame[])[],
  id = lock.class,
  takenInInterrupt = usedInInterrupt(lock),
): ReplayLock {
  const symbols = stacks.flatMap((frames) =>
    frames
      .filter((frame) => frame.reliable)
      .slice(0, 8)
      .map((frame) => baseSymbol(frame.symbol)),
  );
  const kind = judgeLock(lock.name, primitivesFirst(symbols), waitWords(report, lock), takenInInterrupt);
  return {
    id,
    class: lock.class,
    subclass: lock.subclass ?? 0,
    type: kind.type,
    certainty: kind.certainty,
    words: kind.words,
    pseudo: kind.pseudo,
    verbs: kind.verbs,
  };
}

/** Usage bits of hard and soft interrupts (the first four characters): `-` and `?` mean "seen in that interrupt". */
function usedInInterrupt(lock: LockRef): boolean {
  return /[-?]/.test((lock.usage ?? '').slice(0, 4));
}

/** The first functions above lockdep's own; deeper ones took other locks. */
function primitivesFirst(symbols: readonly string[]): readonly string[] {
  return symbols
    .filter(
      (symbol) =>
        !/^(__?lock_acquire|check_prev\w*|validate_chain|print_\w+|check_noncircular|__lock_acquire)$/.test(symbol),
    )
    .slice(0, 3);
}

/** What the outer wait type says (docs/lockdep-format.md 2.2): 3 is a mutex on one scale and a spinlock on the other. */
function waitWords(report: Report, lock: LockRef): 'sleeps' | 'spins' | undefined {
  const outer = waitTypesOf(lock)?.outer ?? 0;
  // 0 is unchecked, 1 a reader section of RCU.
  if (outer < 2) return undefined;
  if (outer !== 3) return outer === 2 ? 'spins' : 'sleeps';
  if (report.waitTypeScale) return report.waitTypeScale === '2/3' ? 'sleeps' : 'spins';
  // The other scale needs PROVE_RAW_LOCK_NESTING, which nearly nobody had before it came with PROVE_LOCKING in 6.13.
  return isKernelFrom(report, 6, 13) === false ? 'sleeps' : undefined;
}

/** Is the report from this kernel version or a later one? Undefined when it does not print a version. */
export function isKernelFrom(report: Report, major: number, minor: number): boolean | undefined {
  const version = /^(\d+)\.(\d+)/.exec(report.kernel?.release ?? '');
  if (version === null) return undefined;
  return Number(version[1]) > major || (Number(version[1]) === major && Number(version[2]) >= minor);
}

/** Line of the log for a part of the report, when the reader marked one. */
export function lineOf(lines: readonly ReportLine[], pointer: string): ReportLine['line'] | undefined {
  return lines.find((line) => line.pointer === pointer)?.line;
}

/** Evidence from the frame that acquired, found in a stack of the report. */
export function stackEvidence(
  lines: readonly ReportLine[],
  frames: readonly Frame[],
  pointer: string,
  words: (frame: string) => string,
  extra: Partial<Evidence> = {},
): Evidence {
  const frame = takingFrame(frames) ?? frames[0];
  const at = frame ? `${pointer}/${frames.indexOf(frame)}` : undefined;
  const logLine = (at === undefined ? undefined : lineOf(lines, at)) ?? lineOf(lines, pointer.replace(/\/frames$/, ''));
  return {
    known: frame !== undefined,
    words: words(frame ? `${frame.symbol}()` : 'a function the report does not show'),
    ...(frame ? { frame, pointer: at! } : { pointer }),
    ...(logLine === undefined ? {} : { logLine }),
    ...extra,
  };
}

interface TakeOptions {
  readonly role: StepRole;
  readonly lock: ReplayLock;
  readonly judged: JudgedMode;
  readonly evidence: Evidence;
  readonly note?: string | undefined;
}

/** The step that takes a lock, or for what is no lock: enters it (`hold`) or waits for it (`want`). */
export function takeStep({ role, lock, judged, evidence, note }: TakeOptions): ReplayStep {
  const rest = { role, evidence, modeCertainty: judged.certainty, ...(note === undefined ? {} : { note }) };
  if (lock.type === 'completion' && role === 'want') return { op: 'wait', lock: lock.id, ...rest };
  const mode = modeOf(lock.type, role, judged);
  return { op: 'acquire', lock: lock.id, mode, try: false, ...rest };
}

/** Being inside of something, or using it, is a kind of reading; removing it waits for the users. */
function modeOf(type: LockType, role: StepRole, judged: JudgedMode): 'write' | 'read' | 'recursive-read' {
  if (type === 'completion') return 'read';
  if (type === 'active_ref') return role === 'want' ? 'write' : 'read';
  return judged.mode;
}

const AFTERWARDS: Evidence = { known: false, words: 'Afterwards; no report tells of it.' };

/** Releases for everything the steps acquire, last taken first. */
export function releasesOf(steps: readonly ReplayStep[]): ReplayStep[] {
  return steps
    .filter((step) => step.op === 'acquire')
    .reverse()
    .map((step) => ({ op: 'release', lock: step.lock, role: 'leave', evidence: AFTERWARDS, modeCertainty: 'assumed' }));
}

/**
 * A writer that begins to wait between a reader that has the lock and a reader that wants it. Without one the two would
 * not disturb each other; lockdep reports them because such a writer may exist.
 */
export function writerInBetween(id: string, lock: ReplayLock, wanting: string, holding: string): ReplayThread {
  const words = `Nobody in the report: ${holding} has ${lock.id} for reading and ${wanting} wants it for reading, which only blocks when a writer waits in between.`;
  const evidence: Evidence = { known: false, words };
  const steps: ReplayStep[] = [
    { op: 'acquire', lock: lock.id, mode: 'write', try: false, role: 'between', evidence, modeCertainty: 'assumed' },
  ];
  return {
    id,
    title: `a writer of ${lock.id} (assumed)`,
    context: 'task',
    origin: 'assumed',
    inferred: true,
    words,
    steps: [...steps, ...releasesOf(steps)],
  };
}

/** True when a reader that wants the lock does not wait for a reader that has it. */
export function bothRead(lock: ReplayLock, wants: ReplayStep, holds: ReplayStep): boolean {
  if (!['rwlock', 'rwsem', 'percpu_rwsem'].includes(lock.type)) return false;
  return wants.op === 'acquire' && holds.op === 'acquire' && wants.mode !== 'write' && holds.mode !== 'write';
}

/** `insmod/42`, or what to call the task when its line is lost. */
export function taskTitle(report: Report): string {
  return report.task ? `${report.task.comm}/${report.task.pid}` : 'the reporting task';
}

/** Put the object together. */
export function makeScenario(
  from: string,
  locks: readonly ReplayLock[],
  threads: readonly ReplayThread[],
  assumptions: readonly string[],
): ReplayScenario {
  return { schema: 'lockstep.scenario/1', from, locks, threads, assumptions };
}
