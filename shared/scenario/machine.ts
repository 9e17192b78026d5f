/**
 * The machine that runs a scenario. The state of the whole machine is one point per thread (machine/points.ts) plus where
 * each interrupt came. Stepping, exploration and the tests run on this and on nothing else.
 */
import type { LockView, ThreadSet } from './semantics/family.ts';
import { mayInterrupt, type Context } from './semantics/interrupts.ts';
import { trySucceeds } from './semantics/trylock.ts';
import type { Machine, Point } from './machine/points.ts';

/** An interrupt that has not come yet, and one that came on an idle CPU. Otherwise the index of the thread below. */
export const PENDING = -2;
export const IDLE_CPU = -1;

/** The state of a machine, a value. */
export interface MachineState {
  /** Point of each thread. */
  readonly points: readonly number[];
  /** For each thread: PENDING, IDLE_CPU or the thread it interrupts. Tasks: IDLE_CPU. */
  readonly on: readonly number[];
}

/** Every thread before its first step, no interrupt has come. */
export function initialMachineState(machine: Machine): MachineState {
  return {
    points: machine.threads.map(() => 0),
    on: machine.threads.map((thread) => (thread.context === 'task' ? IDLE_CPU : PENDING)),
  };
}

/** Where thread `index` is. */
export function pointOf(machine: Machine, state: MachineState, index: number): Point {
  return machine.threads[index]!.points[state.points[index]!]!;
}

/** True when the thread has nothing left to do. */
export function isDone(machine: Machine, state: MachineState, index: number): boolean {
  return pointOf(machine, state, index).kind === 'end';
}

/** The lock as thread `self` sees it. */
export function viewOf(machine: Machine, state: MachineState, lock: number, self: number): LockView {
  const bit = 1 << lock;
  let writers = 0;
  let readers = 0;
  let waitingWriters = 0;
  // What is entered needs no signal: waiting for it ends when nobody is inside.
  let signals = machine.entered & bit ? 1 : 0;
  let completers = 0;
  for (let i = 0; i < machine.threads.length; i++) {
    const point = machine.threads[i]!.points[state.points[i]!]!;
    const who = 1 << i;
    if (point.writes & bit) writers |= who;
    if (point.reads & bit) readers |= who;
    if (point.announced & bit) waitingWriters |= who;
    if (point.completesAhead & bit) completers |= 1 << giverOf(machine, state, i);
    if (!(machine.entered & bit)) signals += point.signals[lock]!;
  }
  const inInterrupt = machine.threads[self]!.context !== 'task';
  return { self: 1 << self, writers, readers, waitingWriters, inInterrupt, signals, completers };
}

/** The interrupt that stands on top of thread `index` now, -1 without one. */
export function interruptedBy(machine: Machine, state: MachineState, index: number): number {
  for (let i = 0; i < machine.threads.length; i++)
    if (state.on[i] === index && i !== index && !isDone(machine, state, i)) return i;
  return -1;
}

/** What keeps a thread from taking its next step: threads (bit set) that must move on first; 0 when nothing does. */
export function blockersOf(machine: Machine, state: MachineState, index: number): ThreadSet {
  const above = interruptedBy(machine, state, index);
  if (above !== -1) return 1 << above;
  const point = pointOf(machine, state, index);
  if (point.kind !== 'acquire' && point.kind !== 'wait') return 0;
  return machine.families[point.lock]!.blockers(point.request, viewOf(machine, state, point.lock, index));
}

/** One thing that can happen next. */
export interface MachineAction {
  readonly thread: number;
  /** For an interrupt that comes: IDLE_CPU or the thread it comes on top of. Absent: the thread takes its step. */
  readonly on?: number;
}

/** Everything that can happen next. A thread that would have to wait has no action. */
export function machineActions(machine: Machine, state: MachineState): MachineAction[] {
  const actions: MachineAction[] = [];
  for (let i = 0; i < machine.threads.length; i++) actions.push(...actionsOfThread(machine, state, i));
  return actions;
}

/** The actions of one thread; several only for an interrupt that has not come yet. */
export function actionsOfThread(machine: Machine, state: MachineState, index: number): MachineAction[] {
  const thread = machine.threads[index]!;
  if (state.on[index] === PENDING) return arrivals(machine, state, index);
  if (thread.points[state.points[index]!]!.kind === 'end') return [];
  return blockersOf(machine, state, index) === 0 ? [{ thread: index }] : [];
}

/**
 * Where an interrupt can come now. One that is bound to a CPU comes on top of whatever runs there, which then stands still
 * whether it holds something or not. One that is not bound comes on an idle CPU of its own or on top of any thread; on
 * top of a task that holds nothing and has nothing to complete this makes no difference to an idle CPU, so it is left out.
 */
function arrivals(machine: Machine, state: MachineState, index: number): MachineAction[] {
  const { context: by, on } = machine.threads[index]!;
  if (on !== -1) {
    const top = topOf(machine, state, on);
    return accepts(machine, state, top, by) ? [{ thread: index, on: top }] : [];
  }
  const actions: MachineAction[] = [{ thread: index, on: IDLE_CPU }];
  for (let under = 0; under < machine.threads.length; under++) {
    if (under === index || state.on[under] === PENDING || interruptedBy(machine, state, under) !== -1) continue;
    const { context } = machine.threads[under]!;
    const point = pointOf(machine, state, under);
    const matters =
      point.kind === 'end'
        ? false
        : context !== 'task' || (point.writes | point.reads | point.announced | point.completesAhead) !== 0;
    // Something bound to this CPU may come on top of the soft interrupt.
    const carries = by === 'softirq' && context === 'task' && hardInterruptComes(machine, state, under);
    if ((matters || carries) && accepts(machine, state, under, by)) actions.push({ thread: index, on: under });
  }
  return actions;
}

/** What runs on the CPU of a task: the task (also when it has ended: then the CPU is idle), or the interrupt on top. */
export function topOf(machine: Machine, state: MachineState, task: number): number {
  const above = interruptedBy(machine, state, task);
  return above === -1 ? task : topOf(machine, state, above);
}

/** True when an interrupt of context `by` may come on top of this thread now. The CPU of a task that has ended is idle. */
function accepts(machine: Machine, state: MachineState, under: number, by: Context): boolean {
  const { kind, flags } = pointOf(machine, state, under);
  const { context } = machine.threads[under]!;
  return kind === 'end' ? context === 'task' : mayInterrupt(by, context, flags);
}

function hardInterruptComes(machine: Machine, state: MachineState, cpu: number): boolean {
  return machine.threads.some(
    ({ context, on }, index) => on === cpu && context === 'hardirq' && state.on[index] === PENDING,
  );
}

/**
 * Who has to move on before thread `index` can give a completion: itself, or, while it is an interrupt that its CPU does
 * not let in, what runs there.
 */
export function giverOf(machine: Machine, state: MachineState, index: number): number {
  const { context, on } = machine.threads[index]!;
  if (on === -1 || state.on[index] !== PENDING) return index;
  const top = topOf(machine, state, on);
  return accepts(machine, state, top, context) ? index : top;
}

/** The state after an action that is possible in `state`. */
export function perform(machine: Machine, state: MachineState, action: MachineAction): MachineState {
  const { thread } = action;
  if (action.on !== undefined) return { points: state.points, on: replaced(state.on, thread, action.on) };
  const point = pointOf(machine, state, thread);
  return {
    points: replaced(state.points, thread, isRefused(machine, state, thread) ? point.failed : point.next),
    on: state.on,
  };
}

/** True when the thread's next step is a try that fails now, or entering something that is being removed. */
export function isRefused(machine: Machine, state: MachineState, index: number): boolean {
  const point = pointOf(machine, state, index);
  if (point.failed === -1) return false;
  const family = machine.families[point.lock]!;
  const view = viewOf(machine, state, point.lock, index);
  return point.kind === 'try' ? !trySucceeds(family, point.request, view) : family.turnedAway(point.request, view);
}

function replaced(values: readonly number[], index: number, value: number): readonly number[] {
  return values.map((old, i) => (i === index ? value : old));
}

/** The members of a thread set, ascending. */
export function members(set: ThreadSet): number[] {
  const found: number[] = [];
  for (let i = 0; i < 32; i++) if (set & (1 << i)) found.push(i);
  return found;
}
