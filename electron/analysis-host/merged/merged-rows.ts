/** Answers about several captures on one time axis (`merged.*` of shared/contract/ipc/merged.ts). */
import type { LogRow, MergedConsole, RequestParsed, RequestResult } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import type { WatchedCapture } from '../watched-capture.ts';
import type { ArrivedLines } from './arrived-lines.ts';
import { linesAt, linesOf, positionOfLine, positionOfTime, type MergedLine } from './merged-order.ts';

type CaptureOf = (id: string) => WatchedCapture;

interface Placed {
  readonly console: MergedConsole;
  /** Index among the consoles asked for. */
  readonly index: number;
  readonly capture: WatchedCapture;
  readonly lines: ArrivedLines;
}

/** Those that have a place on the axis: without times there is none. */
function placed(captureOf: CaptureOf, consoles: readonly MergedConsole[]): readonly Placed[] {
  const all = consoles.map((console, index): Placed => {
    const capture = captureOf(console.id);
    return { console, index, capture, lines: capture.arrivedLines(microseconds(console.shift)) };
  });
  return all.filter(({ lines }) => lines.span !== undefined);
}

const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

/** Rows from a position of the whole on. */
export async function mergedRows(
  captureOf: CaptureOf,
  { consoles, first, count }: RequestParsed<'merged.rows'>,
): Promise<RequestResult<'merged.rows'>> {
  const sources = placed(captureOf, consoles);
  const captures = sources.map(({ lines }) => lines);
  const orderVersion = sources.reduce((total, { capture }) => total + capture.orderVersion, 0);
  const found = await linesAt(captures, first, count);
  const rows = await Promise.all(sources.map(({ capture }, index) => rowsOf(capture, index, found)));
  const merged = found.flatMap(({ capture, line }) => {
    const row = rows[capture]!.get(line);
    return row === undefined ? [] : [{ console: sources[capture]!.index, row }];
  });
  const untimed = consoles.flatMap(({ id }, index) => {
    const isLeftOut = sources.every((source) => source.index !== index);
    return isLeftOut && captureOf(id).progress.lines > 0 ? [index] : [];
  });
  return { rows: merged, lines: linesOf(captures), settled: await settled(sources), untimed, orderVersion };
}

/** The lines of one capture among those found: they follow each other. */
async function rowsOf(
  capture: WatchedCapture,
  index: number,
  found: readonly MergedLine[],
): Promise<ReadonlyMap<number, LogRow>> {
  const own = found.filter((line) => line.capture === index);
  if (own.length === 0) return new Map();
  const rows = await capture.rows(own[0]!.line, own.length);
  return new Map(rows.map((row) => [row.line, row]));
}

/** Rows before this position stay where they are. */
async function settled(sources: readonly Placed[]): Promise<number> {
  const until = await Promise.all(
    sources.map(async ({ capture, console }) => (await capture.settledUntil()) + microseconds(console.shift)),
  );
  const earliest = Math.floor(Math.min(...until));
  const captures = sources.map(({ lines }) => lines);
  return Number.isFinite(earliest) ? positionOfTime(captures, earliest) : linesOf(captures);
}

/** Where a line or a moment is in the whole. */
export async function mergedPosition(
  captureOf: CaptureOf,
  { consoles, at }: RequestParsed<'merged.find'>,
): Promise<RequestResult<'merged.find'>> {
  const sources = placed(captureOf, consoles);
  const captures = sources.map(({ lines }) => lines);
  const lines = linesOf(captures);
  if ('time' in at) return { position: await positionOfTime(captures, Math.floor(microseconds(at.time))), lines };
  const own = sources.findIndex(({ console }) => console.id === at.id);
  if (own >= 0 && at.line <= captures[own]!.lines)
    return { position: await positionOfLine(captures, { capture: own, line: at.line }), lines };
  // It isn't among them: where it would be.
  const other = captureOf(at.id).arrivedLines(0);
  if (other.span === undefined || at.line > other.lines) {
    throw new ProblemError({
      code: 'no-time',
      message: `It is not known when line ${at.line} came.`,
      hint: 'Its recording has no times, or no such line.',
    });
  }
  return { position: await positionOfTime(captures, await other.timeOf(at.line)), lines };
}
