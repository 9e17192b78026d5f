/**
 * The kernel's own table "Possible unsafe locking scenario", run as printed. It names three locks at most, so with three
 * or more chain entries it is no deadlock by itself: a CPU is missing (docs/lockdep-format.md 4.1, 4.4).
 */
import type { Report, ScenarioTable } from '../contract/report.ts';
import type { ScenarioLock, ScenarioStep, ScenarioThread } from '../contract/scenario.ts';
import { irqPath } from './from-report/irq-path.ts';
import { replayStates } from './replay/default-schedule.ts';
import type { ReplayState, ScheduleEntry } from './replay/replay-state.ts';
import type { RunnableScenario } from './machine/points.ts';

export interface PrintedStep {
  readonly column: number;
  /** As the kernel writes it: `lock(A);`, `<Interrupt>`, `local_irq_disable();`. */
  readonly text: string;
  readonly action: ScenarioTable['steps'][number]['action'];
  readonly lock?: string;
  /** What happens when the table is run: it takes the lock, or waits for it. */
  readonly outcome: 'takes' | 'waits' | 'passes';
}

export interface PrintedTable {
  readonly columns: readonly string[];
  /** The log had lost the layout; the columns were rebuilt from the order. */
  readonly columnsInferred: boolean;
  readonly steps: readonly PrintedStep[];
  /** True when nobody can go on after the last step. */
  readonly deadlocksByItself: boolean;
  readonly explanation: string;
  /** The CPU that the table leaves out. */
  readonly missing?: { readonly holds: string; readonly wants: string; readonly words: string };
  /** The run, the initial state first. */
  readonly states: readonly ReplayState[];
}

/** The table of a report, run in the printed order; undefined when the report prints none. */
export function printedTable(report: Report): PrintedTable | undefined {
  const table = report.scenario;
  if (!table || table.steps.length === 0) return undefined;
  const { scenario, schedule, entryOf } = runnable(table);
  const states = [...replayStates(scenario, [])];
  const outcomes = table.steps.map((): PrintedStep['outcome'] => 'passes');
  const run = replayStates(scenario, feasible(scenario, schedule));
  states.splice(0, states.length, ...run);
  run.forEach((state) => {
    if (!state.action) return;
    const at = entryOf(state.action.thread, state.action.step);
    if (at === undefined || table.steps[at]!.lock === undefined) return;
    outcomes[at] = state.action.kind === 'wait' ? 'waits' : state.action.kind === 'run' ? 'takes' : outcomes[at]!;
  });
  const last = states.at(-1)!;
  const deadlocks = last.deadlock !== undefined;
  const lacking = deadlocks ? undefined : missingCpu(report, last);
  return {
    columns: table.columns,
    columnsInferred: table.columnsInferred,
    steps: table.steps.map((step, at) => ({
      column: step.column,
      text: textOf(step),
      action: step.action,
      ...(step.lock === undefined ? {} : { lock: step.lock }),
      outcome: outcomes[at]!,
    })),
    deadlocksByItself: deadlocks,
    explanation: explain(last, lacking?.words),
    ...(lacking ? { missing: lacking } : {}),
    states,
  };
}

function textOf(step: ScenarioTable['steps'][number]): string {
  switch (step.action) {
    case 'interrupt':
      return '<Interrupt>';
    case 'irq-disable':
      return 'local_irq_disable();';
    default:
      return `${step.action}(${step.lock ?? '?'});`;
  }
}

interface RunnableTable {
  readonly scenario: RunnableScenario;
  readonly schedule: readonly ScheduleEntry[];
  /** The printed step that a step of a thread stands for. */
  entryOf(thread: string, step: number): number | undefined;
}

/** One thread per column; what follows `<Interrupt>` in a column is an interrupt on that CPU. Every lock excludes. */
function runnable(table: ScenarioTable): RunnableTable {
  const names = [...new Set(table.steps.flatMap((step) => (step.lock === undefined ? [] : [step.lock])))];
  const locks = names.map((name): ScenarioLock => ({
    id: name,
    type: lockType(table, name),
    class: name,
    subclass: 0,
  }));
  const threads: ScenarioThread[] = table.columns.map((_, column) => ({
    id: `CPU${column}`,
    context: 'task',
    steps: [],
  }));
  const origins = new Map<string, number>();
  const schedule: ScheduleEntry[] = [];
  const interrupts = new Map<number, ScenarioThread>();
  table.steps.forEach((step, at) => {
    const cpu = threads[step.column];
    if (!cpu) return;
    if (step.action === 'interrupt') {
      const interrupt: ScenarioThread = {
        id: `CPU${step.column} interrupt`,
        context: 'hardirq',
        on: cpu.id,
        steps: [],
      };
      interrupts.set(step.column, interrupt);
      schedule.push({ thread: interrupt.id, kind: 'interrupt', on: cpu.id });
      return;
    }
    const thread = interrupts.get(step.column) ?? cpu;
    const what = stepOf(step, locks);
    if (!what) return;
    origins.set(`${thread.id}/${thread.steps.length}`, at);
    thread.steps.push(what);
    schedule.push({ thread: thread.id });
  });
  for (const thread of [...threads, ...interrupts.values()]) thread.steps.push(...releases(thread.steps));
  return {
    scenario: { locks, threads: [...threads, ...interrupts.values()] },
    schedule,
    entryOf: (thread, step) => origins.get(`${thread}/${step}`),
  };
}

/**
 * A lock that is printed as `rlock` somewhere has readers; with `sync` it is only waited for, until nobody is inside. When
 * nobody in the table ever is, `sync` goes on at once: as a completion it would wait for ever.
 */
function lockType(table: ScenarioTable, name: string): ScenarioLock['type'] {
  const actions = table.steps.filter((step) => step.lock === name).map((step) => step.action);
  if (actions.includes('sync'))
    return actions.some((action) => action === 'lock' || action === 'rlock') ? 'completion' : 'active_ref';
  return actions.includes('rlock') ? 'rwsem' : 'mutex';
}

function stepOf(step: ScenarioTable['steps'][number], locks: readonly ScenarioLock[]): ScenarioStep | undefined {
  if (step.action === 'irq-disable') return { op: 'irq-off' };
  if (step.lock === undefined || step.action === 'interrupt') return undefined;
  if (step.action === 'unlock') return { op: 'release', lock: step.lock };
  if (step.action === 'sync' && locks.some(({ id, type }) => id === step.lock && type === 'completion'))
    return { op: 'wait', lock: step.lock };
  return { op: 'acquire', lock: step.lock, mode: step.action === 'rlock' ? 'read' : 'write', try: false };
}

function releases(steps: readonly ScenarioStep[]): ScenarioStep[] {
  const held: string[] = [];
  for (const step of steps) {
    if (step.op === 'acquire') held.unshift(step.lock);
    if (step.op === 'release') held.splice(held.indexOf(step.lock), 1);
  }
  return held.map((lock) => ({ op: 'release', lock }));
}

/** The schedule without what cannot happen (a column that waits goes no further), and then everybody as far as they get. */
function feasible(scenario: RunnableScenario, schedule: readonly ScheduleEntry[]): readonly ScheduleEntry[] {
  const done: ScheduleEntry[] = [];
  const attempt = (entry: ScheduleEntry): boolean => {
    try {
      replayStates(scenario, [...done, entry]);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    done.push(entry);
    return true;
  };
  for (const entry of schedule) attempt(entry);
  return done;
}

function explain(last: ReplayState, missing: string | undefined): string {
  if (last.deadlock) return `As printed, this deadlocks: ${last.deadlock.words}.`;
  const waits = last.threads.filter((thread) => thread.waitsFor !== undefined);
  const who = waits.map((thread) => `${thread.id} waits for ${thread.waitsFor!}`).join(', ');
  const free = last.threads
    .filter((thread) => thread.waitsFor === undefined && !thread.interruptedBy)
    .map((thread) => thread.id);
  const why = waits.length === 0 ? 'nobody waits at the end' : `${who}, but ${free.join(' and ')} can go on and let go`;
  return `As printed, this is no deadlock: ${why}.${missing === undefined ? '' : ` ${missing}`}`;
}

/**
 * Who closes the circle. Circular: somebody that holds what the last operation takes freely, and wants what the table's
 * middle holds. Interrupts: CPU1 takes two locks freely; the second one has to be held by somebody that wants CPU0's.
 */
function missingCpu(report: Report, last: ReplayState): PrintedTable['missing'] {
  const path = irqPath(report);
  if (path) {
    const [, middle, unsafe] = report.dependency ?? [];
    if (middle === undefined || unsafe === undefined || last.deadlock) return undefined;
    return missing(middle, unsafe, path.locks.length - 3);
  }
  const wants = middleLock(report);
  const holds = report.dependency?.[0] ?? report.acquiring?.class;
  if (wants === undefined || holds === undefined || wants === holds || last.deadlock) return undefined;
  return missing(holds, wants, (report.chain?.length ?? 3) - 3);
}

/** @param between how many further locks the table leaves out */
function missing(holds: string, wants: string, between: number): PrintedTable['missing'] {
  const how = between > 0 ? `, over ${between} further lock${between === 1 ? '' : 's'} and as many CPUs` : '';
  return { holds, wants, words: `Missing is a CPU that holds ${holds} and wants ${wants}${how}.` };
}

/** The lock in the middle of "Chain exists of", or the one the second column takes first. */
function middleLock(report: Report): string | undefined {
  if (report.dependency && report.dependency.length >= 3) return report.dependency[1];
  return report.scenario?.steps.find((step) => step.column === 1 && step.lock !== undefined)?.lock;
}
