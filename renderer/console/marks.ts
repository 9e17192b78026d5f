/** Lines that the user marked, with a note each; kept in this window's storage, as they are notes about a recording. */
import { create } from 'zustand';
import { z } from 'zod';

const KEY = 'lockstep.marks';
/** Consoles whose marks are kept; those marked longest ago go first. */
const MOST_CONSOLES = 200;
export const LONGEST_NOTE = 500;

/** What a mark without a note is called. */
export const MARKED = 'Marked by you';

/** Lines with their notes; an empty note is none. */
type Marks = ReadonlyMap<number, string>;
type AllMarks = Readonly<Record<string, Marks>>;

const Line = z.number().int().positive();
/** Early versions kept the lines only. */
const Stored = z.record(z.string(), z.array(z.union([Line, z.tuple([Line, z.string().max(LONGEST_NOTE)])])));

function remembered(): AllMarks {
  try {
    const stored = Stored.safeParse(JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}'));
    if (!stored.success) return {};
    return Object.fromEntries(
      Object.entries(stored.data).map(([id, marks]) => [
        id,
        new Map(marks.map((mark): [number, string] => (typeof mark === 'number' ? [mark, ''] : mark))),
      ]),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const useAllMarks = create<{ readonly marks: AllMarks }>(() => ({ marks: remembered() }));
const NONE: Marks = new Map();

/** Marked lines of a console, ascending, with what the user wrote about each. */
export const useMarks = (consoleId: string): Marks => useAllMarks(({ marks }) => marks[consoleId] ?? NONE);

/** Marked lines of all consoles, by their ids. */
export const useMarksOfAll = (): AllMarks => useAllMarks(({ marks }) => marks);

/** The note of a line; undefined when it is not marked. */
export const noteOf = (consoleId: string, line: number): string | undefined =>
  useAllMarks.getState().marks[consoleId]?.get(line);

/** Mark a line, change its note, or (`note` undefined) take its mark away. */
export function setMark(consoleId: string, line: number, note: string | undefined): void {
  const { [consoleId]: marks = NONE, ...others } = useAllMarks.getState().marks;
  const entries = [...marks].filter(([one]) => one !== line);
  if (note !== undefined) entries.push([line, note.trim().slice(0, LONGEST_NOTE)]);
  const changed = new Map(entries.sort(([a], [b]) => a - b));
  const all = Object.entries({ ...others, [consoleId]: changed }).filter(([, each]) => each.size > 0);
  const kept = all.slice(-MOST_CONSOLES);
  useAllMarks.setState({ marks: Object.fromEntries(kept) });
  globalThis.localStorage?.setItem(KEY, JSON.stringify(Object.fromEntries(kept.map(([id, each]) => [id, [...each]]))));
}

/** Mark a line, or take its mark away. */
export function toggleMark(consoleId: string, line: number): void {
  setMark(consoleId, line, noteOf(consoleId, line) === undefined ? '' : undefined);
}
