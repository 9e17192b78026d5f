/**
 * The lines of several captures in the order in which they came, without a list of them: a position is found by halving
 * the time until it is known how many lines of each capture come before it, and from there on the captures are merged.
 * Lines of one moment are in the order of the captures, and those of one capture always in their own order.
 */
/** Lines of a capture in the order in which they came: all of them, or those of a list with some left out. */
export interface LinesInOrder {
  /** How many there are. Each is named by its number among them, from 1. */
  readonly lines: number;
  /** µs since 1970 between which all came; undefined when there is no time. */
  readonly span: { readonly first: number; readonly last: number } | undefined;
  /** At least and at most so many came before a time; without reading anything. */
  boundsBefore(time: number): { readonly least: number; readonly most: number };
  /** How many came before a time. */
  before(time: number): Promise<number>;
  /** When a line that is there came: whole µs since 1970. */
  timeOf(line: number): Promise<number>;
}

/** A line of the whole. */
export interface MergedLine {
  /** Index of its capture. */
  readonly capture: number;
  /** From 1, among the lines of its capture. */
  readonly line: number;
}

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const countsBefore = (captures: readonly LinesInOrder[], time: number): Promise<number[]> =>
  Promise.all(captures.map((capture) => capture.before(time)));

/** All lines. */
export const linesOf = (captures: readonly LinesInOrder[]): number => sum(captures.map(({ lines }) => lines));

/** Lines that came before a time (whole µs since 1970): the position of the first line that came then or later. */
export async function positionOfTime(captures: readonly LinesInOrder[], time: number): Promise<number> {
  return sum(await countsBefore(captures, time));
}

/**
 * How many lines of each capture come before one that came at a time.
 * @param own of its own capture
 */
export function countsBeforeLine(
  captures: readonly LinesInOrder[],
  capture: number,
  time: number,
  own: number,
): Promise<readonly number[]> {
  return Promise.all(
    captures.map((each, index) =>
      index === capture ? Promise.resolve(own) : each.before(index < capture ? time + 1 : time),
    ),
  );
}

/** The position of a line that is there, from 0. */
export async function positionOfLine(
  captures: readonly LinesInOrder[],
  { capture, line }: MergedLine,
): Promise<number> {
  const time = await captures[capture]!.timeOf(line);
  return sum(await countsBeforeLine(captures, capture, time, line - 1));
}

/** How many lines of each capture come before a position, from 0; all of them where there is none. */
export async function countsAt(captures: readonly LinesInOrder[], position: number): Promise<readonly number[]> {
  return position >= linesOf(captures) ? captures.map(({ lines }) => lines) : takenAt(captures, position);
}

/** How many lines of each capture come before a position (from 0, less than all lines). */
async function takenAt(captures: readonly LinesInOrder[], position: number): Promise<number[]> {
  const spans = captures.flatMap(({ span }) => span ?? []);
  // At `low` at most `position` lines came before, at `high` more.
  let low = Math.min(...spans.map(({ first }) => first));
  let high = Math.max(...spans.map(({ last }) => last)) + 1;
  // First by the marks alone, which reads nothing.
  low = lowest(low, high, (time) => sum(captures.map((capture) => capture.boundsBefore(time).most)) > position) - 1;
  high = lowest(low, high, (time) => sum(captures.map((capture) => capture.boundsBefore(time).least)) > position);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (sum(await countsBefore(captures, middle)) <= position) low = middle;
    else high = middle;
  }
  const [before, after] = await Promise.all([countsBefore(captures, low), countsBefore(captures, low + 1)]);
  // The lines of that moment, capture by capture.
  let left = position - sum(before);
  return before.map((count, index) => {
    const taken = Math.max(0, Math.min(left, after[index]! - count));
    left -= taken;
    return count + taken;
  });
}

/** The lowest whole number above `low` for which something is so, given that it is so from there to `high`. */
function lowest(low: number, high: number, isSo: (value: number) => boolean): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isSo(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The lines at `position`, `position` + 1, …
 * @param captures each with a `span`
 * @returns fewer than `count` at the end
 */
export async function linesAt(
  captures: readonly LinesInOrder[],
  position: number,
  count: number,
): Promise<readonly MergedLine[]> {
  if (position >= linesOf(captures)) return [];
  const taken = await takenAt(captures, position);
  const timeOfNext = async (capture: number): Promise<number | undefined> => {
    const { lines } = captures[capture]!;
    return taken[capture]! < lines ? captures[capture]!.timeOf(taken[capture]! + 1) : undefined;
  };
  const next: (number | undefined)[] = await Promise.all(captures.map((_, index) => timeOfNext(index)));
  const found: MergedLine[] = [];
  while (found.length < count) {
    let first = -1;
    for (let index = 0; index < next.length; index++) {
      const time = next[index];
      if (time !== undefined && (first < 0 || time < next[first]!)) first = index;
    }
    if (first < 0) break;
    taken[first]!++;
    found.push({ capture: first, line: taken[first]! });
    next[first] = await timeOfNext(first);
  }
  return found;
}
