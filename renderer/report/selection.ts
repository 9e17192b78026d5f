/**
 * One selection runs through the whole case, and it is a JSON pointer into the report: the place keeps it, a link to it
 * works, and everything else that is "selected" (lock, edge, frame) follows from it by the functions here.
 */
import type { Frame, LockRef, Report } from '../../shared/contract/report.ts';
import { takingFrame } from '../../shared/scenario/lock-modes.ts';

export interface Selection {
  /** JSON pointer into the report; absent when nothing in the report stands for what is selected. */
  readonly pointer?: string;
  /** Class name of the selected lock. */
  readonly lock?: string;
  /** The N of `-> #N`: the edge of the circle. */
  readonly chainIndex?: number;
  readonly frame?: Frame;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isFrame = (value: unknown): value is Frame =>
  isObject(value) && typeof value['symbol'] === 'string' && typeof value['reliable'] === 'boolean';
const isLock = (value: unknown): value is LockRef =>
  isObject(value) && typeof value['class'] === 'string' && typeof value['name'] === 'string';
const isFrames = (value: unknown): value is readonly Frame[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFrame);

/** Everything a pointer goes through, the deepest first. Empty when it leads nowhere. */
function pathOf(report: Report, pointer: string): readonly unknown[] {
  const path: unknown[] = [report];
  for (const part of pointer.split('/').slice(1)) {
    const at = path[0];
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isObject(at) || !Object.hasOwn(at, name)) return [];
    path.unshift(at[name]);
  }
  return path.slice(0, -1);
}

function lockIn(value: unknown): LockRef | undefined {
  if (isLock(value)) return value;
  return isObject(value) && isLock(value['lock']) ? value['lock'] : undefined;
}

function frameIn(value: unknown): Frame | undefined {
  if (isFrame(value)) return value;
  if (!isObject(value)) return undefined;
  if (isFrame(value['at'])) return value['at'];
  const frames = value['frames'];
  if (isFrames(frames)) return takingFrame(frames) ?? frames[0];
  return frameIn(value['lock']);
}

/** The first value on the way from the deepest up for which there is an answer. */
function firstOf<T>(path: readonly unknown[], answer: (value: unknown) => T | undefined): T | undefined {
  for (const value of path) {
    const found = answer(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a pointer selects. A pointer that leads nowhere (a link to another version) selects nothing. */
export function selectionOf(report: Report, pointer: string): Selection {
  const path = pathOf(report, pointer);
  if (path.length === 0) return {};
  const isMention = pointer.endsWith('/lock');
  const chained = /^\/chain\/(\d+)/.exec(pointer)?.[1];
  const chainIndex =
    chained === undefined
      ? pointer === '/acquiring' && report.chain !== undefined
        ? 0
        : undefined
      : report.chain?.[Number(chained)]?.index;
  return {
    pointer,
    lock: firstOf(path, lockIn)?.class,
    chainIndex: isMention ? undefined : chainIndex,
    frame: firstOf(path, frameIn),
  };
}

/** What is selected when nothing has been yet: the acquisition that made lockdep complain. */
export function firstSelection(report: Report): Selection {
  const at = report.chain?.findIndex((entry) => entry.index === 0) ?? -1;
  const frames = report.chain?.[at]?.frames;
  const frame = frames === undefined ? undefined : takingFrame(frames);
  if (frames !== undefined && frame !== undefined)
    return selectionOf(report, `/chain/${at}/frames/${frames.indexOf(frame)}`);
  for (const name of ['acquiring', 'releasing', 'holding'] as const)
    if (report[name]?.at !== undefined) return selectionOf(report, `/${name}`);
  const top = report.backtrace === undefined ? undefined : takingFrame(report.backtrace);
  return top === undefined ? {} : selectionOf(report, `/backtrace/${report.backtrace!.indexOf(top)}`);
}

export interface SelectedStack {
  readonly frames: readonly Frame[];
  /** JSON pointer of the list. */
  readonly pointer: string;
}

/** The stack that the selection is in; undefined when what is selected has none. */
export function stackAround(report: Report, pointer: string | undefined): SelectedStack | undefined {
  if (pointer === undefined) return undefined;
  const listed = pointer.replace(/\/\d+$/, '');
  for (const candidate of [listed, `${pointer}/frames`, `${pointer.replace(/\/lock$/, '')}/frames`]) {
    const [value] = pathOf(report, candidate);
    if (isFrames(value)) return { frames: value, pointer: candidate };
  }
  return undefined;
}
