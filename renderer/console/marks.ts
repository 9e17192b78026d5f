/** Lines that the user marked, for each console; kept in this window's storage, as they are notes about a recording. */
import { create } from 'zustand';

const KEY = 'lockstep.marks';
/** Consoles whose marks are kept; those marked longest ago go first. */
const MOST_CONSOLES = 200;

type Marks = Readonly<Record<string, readonly number[]>>;

function remembered(): Marks {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).map(([id, lines]): [string, number[]] => [
        id,
        Array.isArray(lines)
          ? lines.filter((line): line is number => Number.isSafeInteger(line) && Number(line) > 0)
          : [],
      ]),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const useAllMarks = create<{ readonly marks: Marks }>(() => ({ marks: remembered() }));
const NONE: readonly number[] = [];

/** Marked lines of a console, ascending. */
export const useMarks = (consoleId: string): readonly number[] => useAllMarks(({ marks }) => marks[consoleId] ?? NONE);

/** Mark a line, or take its mark away. */
export function toggleMark(consoleId: string, line: number): void {
  const { [consoleId]: lines = NONE, ...others } = useAllMarks.getState().marks;
  const changed = lines.includes(line) ? lines.filter((one) => one !== line) : [...lines, line].sort((a, b) => a - b);
  const entries = Object.entries({ ...others, [consoleId]: changed }).filter(([, marked]) => marked.length > 0);
  const marks = Object.fromEntries(entries.slice(-MOST_CONSOLES));
  useAllMarks.setState({ marks });
  globalThis.localStorage?.setItem(KEY, JSON.stringify(marks));
}
