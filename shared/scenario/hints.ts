/**
 * What a report itself says about "can this really happen?": computed hints, each with its evidence and how sure it is.
 * Never a verdict: a hint says where to look.
 */
import type { Frame, LockRef, Report } from '../contract/report.ts';
import { acquisitionFrame, baseSymbol } from '../lockdep/machinery.ts';
import { isCommonPath, stackContext } from './contexts.ts';
import { judgeLock } from './lock-kinds.ts';
import { heldNow } from './lock-modes.ts';
import { isNoGate } from './outer-locks.ts';
import type { Certainty } from './replay-scenario.ts';
import { isUnavailable } from './replay-scenario.ts';
import { scenarioFromReport } from './from-report.ts';
import { teacherOf } from './taught.ts';

export interface Hint {
  readonly id:
    | 'same-instance'
    | 'different-instances'
    | 'instance-unknown'
    | 'subclass'
    | 'many-classes-of-a-name'
    | 'boot-only'
    | 'taught'
    | 'shorter-circle'
    | 'one-task'
    | 'readers-only'
    | 'module-unloading'
    | 'waits'
    | 'possible-gate';
  /** Speaks for a real deadlock, for a false positive, or says what to look at. */
  readonly speaks: 'for' | 'against' | 'neither';
  readonly certainty: Certainty;
  readonly words: string;
  /** JSON pointers into the report. */
  readonly evidence: readonly string[];
}

/** All hints of a report, in a fixed order; empty when nothing stands out. */
export function hintsFor(report: Report): readonly Hint[] {
  return [
    ...instanceHints(report),
    ...classHints(report),
    ...taughtHints(report),
    ...bootHints(report),
    ...shorterHints(report),
    ...taskHints(report),
    ...readerHints(report),
    ...moduleHints(report),
    ...waitHints(report),
    ...gateHints(report),
  ];
}

function instanceHints(report: Report): Hint[] {
  const { acquiring, holding } = report;
  if (report.kind !== 'recursive' || !acquiring || !holding) return [];
  const evidence = ['/acquiring', '/holding'];
  if (acquiring.address === undefined || holding.address === undefined)
    return [
      {
        id: 'instance-unknown',
        speaks: 'neither',
        certainty: 'printed',
        evidence,
        words: 'The report prints no addresses: whether both are the same lock is open.',
      },
    ];
  if (acquiring.address === holding.address)
    return [
      {
        id: 'same-instance',
        speaks: 'for',
        certainty: 'printed',
        evidence,
        words: 'Both addresses are equal: the task waits for a lock that it holds itself.',
      },
    ];
  return [
    {
      id: 'different-instances',
      speaks: 'against',
      certainty: 'printed',
      evidence,
      words:
        'The addresses differ: two locks of one class. If they are always taken in one order, a nesting annotation (_nested, a key of their own) is missing and nothing else.',
    },
  ];
}

function mentions(report: Report): { lock: LockRef; pointer: string }[] {
  const chain = (report.chain ?? []).map((entry, at) => ({ lock: entry.lock, pointer: `/chain/${at}/lock` }));
  const ends = [
    { lock: report.acquiring, pointer: '/acquiring' },
    { lock: report.holding, pointer: '/holding' },
  ].flatMap(({ lock, pointer }) => (lock ? [{ lock, pointer }] : []));
  return [...ends, ...chain];
}

function classHints(report: Report): Hint[] {
  const hints: Hint[] = [];
  const all = mentions(report);
  const nested = all.filter(({ lock }) => (lock.subclass ?? 0) > 0);
  if (nested.length > 0)
    hints.push({
      id: 'subclass',
      speaks: 'neither',
      certainty: 'printed',
      evidence: nested.map(({ pointer }) => pointer),
      words: `${names(nested.map(({ lock }) => lock.class))} carries a subclass (_nested): the order between parent and child is trusted, not checked.`,
    });
  const numbered = all.filter(({ lock }) => (lock.version ?? 1) > 1);
  if (numbered.length > 0)
    hints.push({
      id: 'many-classes-of-a-name',
      speaks: 'neither',
      certainty: 'printed',
      evidence: numbered.map(({ pointer }) => pointer),
      words: `${names(numbered.map(({ lock }) => lock.class))}: one of several classes with this name, set up at different places. All locks of one class count as one here, whichever object they belong to.`,
    });
  return hints;
}

function names(classes: readonly string[]): string {
  return [...new Set(classes)].join(', ');
}

const INIT_ONLY = /^(start_kernel|do_initcalls|do_one_initcall|kernel_init_freeable|kernel_init|do_basic_setup)$/;

function bootHints(report: Report): Hint[] {
  return (report.chain ?? []).flatMap((entry, at): Hint[] => {
    const boot = entry.frames.find((frame) => frame.reliable && INIT_ONLY.test(baseSymbol(frame.symbol)));
    if (!boot || entry.index === 0 || teacherOf(entry.lock.class, entry.frames) !== undefined) return [];
    // do_one_initcall also runs when a module is loaded, and start_kernel is below everything on the first idle CPU.
    const { kind, name } = stackContext(entry.frames);
    if (kind !== 'boot') return [];
    return [
      {
        id: 'boot-only',
        speaks: 'against',
        certainty: 'inferred',
        evidence: [`/chain/${at}`],
        words: `“-> #${entry.index}” was recorded at boot (${name ?? boot.symbol}). Lockdep keeps only the first stack of a dependency: if this one only happens at boot, nothing can run against it.`,
      },
    ];
  });
}

/** What was only taught at boot or when an object was made is a rule, and breaking it is what the report is about. */
function taughtHints(report: Report): Hint[] {
  return (report.chain ?? []).flatMap((entry, at): Hint[] => {
    const teacher = entry.index === 0 ? undefined : teacherOf(entry.lock.class, entry.frames);
    if (teacher === undefined) return [];
    return [
      {
        id: 'taught',
        speaks: 'for',
        certainty: 'inferred',
        evidence: [`/chain/${at}`],
        words: `“-> #${entry.index}” did not happen: ${teacher}() teaches lockdep this order because the code is allowed to do it at any time. That it was recorded early does not make it boot only; the other dependencies break the rule.`,
      },
    ];
  });
}

/**
 * The task holds another lock of the circle besides the last one. Lockdep looks for a way back to the lock taken last, so
 * it prints the longer circle; the shorter one is there as well.
 */
function shorterHints(report: Report): Hint[] {
  const scenario = report.kind === 'circular' ? scenarioFromReport(report) : undefined;
  if (!scenario || isUnavailable(scenario)) return [];
  const chain = [...(report.chain ?? [])].sort((a, b) => a.index - b.index);
  const held = (report.heldLocks ?? []).map(({ lock, task }, at) => ({ lock, at, pid: task.pid }));
  const ofTask = held.filter(({ pid }) => report.task === undefined || pid === report.task.pid);
  const now = chain[0]?.frames ?? [];
  const found = chain.slice(1, -1).flatMap((entry) => {
    const want = scenario.threads.find(({ id }) => id === `T${entry.index}`)?.steps.find(({ role }) => role === 'want');
    const type = scenario.locks.find(({ id }) => id === entry.lock.class)?.type ?? 'mutex';
    const isRead = want?.op === 'acquire' && want.mode !== 'write';
    // Who only reads keeps no reader waiting.
    return ofTask
      .filter(({ lock }) => lock.class === entry.lock.class)
      .filter(({ lock }) => !isRead || heldNow(lock.name, type, lock.at, now).mode === 'write')
      .map(({ lock, at }) => ({ lock, at, entry }));
  });
  const [shortest] = found;
  if (!shortest) return [];
  const { lock, at, entry } = shortest;
  const circle = [lock.class, ...chain.slice(0, entry.index + 1).map((each) => each.lock.class)].join(' → ');
  const skipped = names(chain.slice(entry.index + 1).map((each) => each.lock.class));
  return [
    {
      id: 'shorter-circle',
      speaks: 'neither',
      certainty: 'printed',
      evidence: [`/heldLocks/${at}/lock`, `/chain/${report.chain!.indexOf(entry)}`],
      words: `The task holds ${lock.class} as well, so ${circle} is a circle by itself. Lockdep prints the way to the lock taken last; a change that only concerns ${skipped} leaves the shorter circle.`,
    },
  ];
}

/** Frames that tell one path from another: outermost ones without the entry code. */
function pathKey(frames: readonly Frame[]): string {
  const { kind, name } = stackContext(frames);
  return kind === 'unknown' || name === undefined ? '' : `${kind} ${name}`;
}

function taskHints(report: Report): Hint[] {
  const entries = report.chain ?? [];
  if (report.kind !== 'circular' || entries.length < 2) return [];
  const keys = new Set(entries.map((entry) => pathKey(entry.frames)));
  const [only] = keys;
  if (keys.size !== 1 || only === undefined || only === '') return [];
  const { kind, name } = stackContext(entries[0]!.frames);
  if (!['kthread', 'worker', 'boot', 'module'].includes(kind)) return [];
  if (isCommonPath(name!)) return [];
  return [
    {
      id: 'one-task',
      speaks: 'against',
      certainty: 'inferred',
      evidence: entries.map((_, at) => `/chain/${at}`),
      words: `All stacks come from ${name!}(). If only one task ever runs it, the circle cannot close; check whether several of them can run at once.`,
    },
  ];
}

function readerHints(report: Report): Hint[] {
  const scenario = scenarioFromReport(report);
  if (isUnavailable(scenario)) return [];
  return scenario.threads
    .filter((thread) => thread.steps.some((step) => step.role === 'between'))
    .map((thread) => ({
      id: 'readers-only',
      speaks: 'neither',
      certainty: 'inferred',
      evidence: mentions(report)
        .filter(({ lock }) => thread.steps.some((step) => 'lock' in step && step.lock === lock.class))
        .map(({ pointer }) => pointer),
      words: `${lockOf(thread)} is only read at both places: the circle closes only when a writer waits in between. Look for a writer that can run at that time.`,
    }));
}

function lockOf(thread: { readonly steps: readonly { readonly op: string }[] }): string {
  const step = thread.steps[0];
  return step && 'lock' in step ? String(step.lock) : 'A lock';
}

const UNLOADING =
  /^(__do_sys_delete_module|__x64_sys_delete_module|__se_sys_delete_module|sys_delete_module|SyS_delete_module|free_module|module_exit)$/;

function moduleHints(report: Report): Hint[] {
  const stacks = [
    ...(report.chain ?? []).map((entry, at) => ({ frames: entry.frames, pointer: `/chain/${at}` })),
    { frames: report.backtrace ?? [], pointer: '/backtrace' },
  ];
  const found = stacks.filter(({ frames }) => frames.some((frame) => UNLOADING.test(baseSymbol(frame.symbol))));
  if (found.length === 0) return [];
  return [
    {
      id: 'module-unloading',
      speaks: 'neither',
      certainty: 'inferred',
      evidence: found.map(({ pointer }) => pointer),
      words:
        'A module is being unloaded: what removes its files waits for their users, and those may want a lock that the unloading holds.',
    },
  ];
}

function waitHints(report: Report): Hint[] {
  const scenario = scenarioFromReport(report);
  if (isUnavailable(scenario)) return [];
  const waits = scenario.locks.filter((lock) => lock.pseudo || lock.type === 'active_ref');
  // One hint for each kind of wait: reclaim is another thing than a work item.
  return [...new Set(waits.map((lock) => lock.words))].map((words) => {
    const alike = waits.filter((lock) => lock.words === words);
    return {
      id: 'waits',
      speaks: 'neither',
      certainty: 'inferred',
      evidence: mentions(report)
        .filter(({ lock }) => alike.some((wait) => wait.class === lock.class))
        .map(({ pointer }) => pointer),
      words: `${names(alike.map((lock) => lock.id))}: not a lock, a wait. ${words}`,
    };
  });
}

/**
 * A lock the task holds besides, whose taking function also appears in the other stacks. Held by two of the threads of
 * a circle it would keep them apart.
 */
function gateHints(report: Report): Hint[] {
  if (report.kind !== 'circular') return [];
  const inCircle = new Set(mentions(report).map(({ lock }) => lock.class));
  const others = (report.chain ?? []).map((entry, at) => ({ entry, at })).filter(({ entry }) => entry.index > 0);
  return (report.heldLocks ?? []).flatMap((held, at): Hint[] => {
    const ofTask = report.task === undefined || held.task.pid === report.task.pid;
    if (!ofTask || inCircle.has(held.lock.class) || isNoGate(held.lock)) return [];
    const taker = held.lock.at
      ? baseSymbol((acquisitionFrame({ frames: [held.lock.at] }) ?? held.lock.at).symbol)
      : undefined;
    if (taker === undefined || isCommonPath(taker)) return [];
    const seen = others.filter(
      ({ entry }) =>
        entry.frames.some((frame) => frame.reliable && baseSymbol(frame.symbol) === taker) &&
        // A function that only takes locks (genpd_lock_mtx) took the one of the chain there.
        !(/(^|_)lock(_|$)/.test(taker) && acquisitionFrame(entry)?.symbol === held.lock.at?.symbol),
    );
    if (seen.length === 0) return [];
    const everywhere = seen.length === others.length;
    const isShared = ['rwlock', 'rwsem'].includes(judgeLock(held.lock.name, []).type);
    return [
      {
        id: 'possible-gate',
        speaks: 'against',
        certainty: 'inferred',
        evidence: [`/heldLocks/${at}/lock`, ...seen.map((other) => `/chain/${other.at}`)],
        words: `The task also holds ${held.lock.class}, taken in ${taker}(), which ${everywhere ? 'is on every other stack' : `is on ${seen.length} of ${others.length} other stacks`}. If it is the same lock there${isShared ? ', and not held for reading in both' : ''}, it keeps those paths apart; the report does not say what older dependencies held.`,
      },
    ];
  });
}
