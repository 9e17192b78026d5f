/** From what was typed to a line of the log, with the words for what is understood. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { momentOf, readGoTo, type GoToText } from '../../shared/console-log/go-to-text.ts';
import type { Boot, Console, LogRow } from '../../shared/contract/ipc.ts';
import { epochMilliseconds, lineNumber, seconds, type LineNumber } from '../../shared/contract/units.ts';
import { call, problemOf } from '../app/bridge.ts';
import { count } from '../ui/words.ts';
import { clockTime } from './line-times.ts';

export interface Destination {
  readonly line?: LineNumber;
  /** What is understood, one sentence. */
  readonly meaning?: string;
  readonly row?: LogRow;
  /** Why it leads nowhere. */
  readonly problem?: string;
}

/** After the last key, before it is looked up, in milliseconds. */
const TYPING = 120;
const LATER = 'Every line is earlier than that.';

const day = new Intl.DateTimeFormat(undefined, { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' });
const dayAndTime = (moment: number): string => `${day.format(moment)}, ${clockTime(moment)}`;

async function toLine({ id, lines }: Console, line: number): Promise<Destination> {
  if (line < 1 || line > lines) return { problem: `There are lines 1 to ${count(lines)}.` };
  const { rows } = await call('console.rows', { id, firstLine: lineNumber(line), count: 1 });
  const [row] = rows;
  return row === undefined ? {} : { line: row.line, row };
}

const bootsOf = ({ id }: Console): Promise<readonly Boot[]> => call('console.boots', { id, from: 0 });

/** The boot at a line, from 1; 0 before the first banner. */
const bootAt = (boots: readonly Boot[], line: number): number => boots.filter((boot) => boot.line <= line).length;

function bootOf(
  boots: readonly Boot[],
  lines: number,
  boot: number,
): { readonly from: number; readonly to: number } | undefined {
  if (boot < 0 || boot > boots.length) return undefined;
  return { from: boot === 0 ? 1 : boots[boot - 1]!.line, to: (boots[boot]?.line ?? lines + 1) - 1 };
}

const noBoot = (boots: number, boot: number): Destination => ({
  problem:
    boots === 0
      ? 'No boot was seen in this log: it has no “Linux version” line.'
      : `There is no boot ${count(boot)}: this log has ${count(boots)}.`,
});

async function toPrintk(
  console: Console,
  typed: Extract<GoToText, { kind: 'printk' }>,
  from: number,
): Promise<Destination> {
  const boots = await bootsOf(console);
  const boot = typed.boot ?? bootAt(boots, from);
  const span = boot === 0 && typed.boot !== undefined ? undefined : bootOf(boots, console.lines, boot);
  if (span === undefined || span.to < span.from) return noBoot(boots.length, boot);
  const where = boots.length === 0 ? '' : boot === 0 ? ' before the first boot' : ` in boot ${boot} of ${boots.length}`;
  const meaning = `The kernel’s clock at ${typed.seconds} s${where}.`;
  const { row } = await call('log.atTime', {
    id: console.id,
    time: {
      clock: 'printk',
      at: seconds(typed.seconds),
      fromLine: lineNumber(span.from),
      toLine: lineNumber(span.to),
    },
  });
  if (row !== undefined) return { line: row.line, row, meaning };
  return { meaning, problem: `No line${where} has that time of the kernel’s clock, or a later one.` };
}

async function toArrival({ id }: Console, typed: GoToText): Promise<Destination> {
  const { firstArrival, lastArrival } = await call('log.times', { id });
  if (firstArrival === undefined || lastArrival === undefined) {
    return { problem: 'Nobody recorded when the lines of this log arrived. Try the kernel’s clock, e.g. 12.345.' };
  }
  const moment = momentOf(typed, firstArrival, lastArrival);
  if (moment === undefined) return {};
  const meaning = `Arrived here at ${dayAndTime(moment)} or later.`;
  const span = `This log arrived from ${dayAndTime(firstArrival)} to ${clockTime(lastArrival)}.`;
  if (moment > lastArrival) return { meaning, problem: `${LATER} ${span}` };
  const { row } = await call('log.atTime', {
    id,
    time: { clock: 'arrival', at: epochMilliseconds(Math.max(0, moment)) },
  });
  return row === undefined ? { meaning, problem: `${LATER} ${span}` } : { line: row.line, row, meaning };
}

async function destinationOf(console: Console, from: number, text: string): Promise<Destination> {
  const typed = readGoTo(text);
  switch (typed.kind) {
    case 'nothing':
      return {};
    case 'unknown':
      return {
        problem: 'Not understood: type a line (4711), a time (12:04:09, -5m) or the kernel’s seconds (12.345).',
      };
    case 'line':
      return toLine(console, typed.line);
    case 'boot': {
      const boots = await bootsOf(console);
      const boot = boots[typed.boot - 1];
      if (boot === undefined) return noBoot(boots.length, typed.boot);
      return { ...(await toLine(console, boot.line)), meaning: `The start of boot ${typed.boot}.` };
    }
    case 'printk':
      return toPrintk(console, typed, from);
    case 'clock':
    case 'day':
    case 'ago':
      return toArrival(console, typed);
  }
}

interface GoTo {
  readonly destination: Destination;
  /** Of what is typed now. */
  readonly find: () => Promise<Destination>;
}

/** @param from the line the user is at */
export function useGoTo(console: Console, from: number, text: string): GoTo {
  const [destination, setDestination] = useState<Destination>({});
  // A console that grows is the same console: what was found stays.
  const latest = useRef(console);
  useLayoutEffect(() => {
    latest.current = console;
  });
  const find = useCallback(
    () =>
      destinationOf(latest.current, from, text).catch((error: unknown): Destination => ({
        problem: problemOf(error).message,
      })),
    [from, text],
  );
  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => {
      void find().then((found) => {
        if (isWanted) setDestination(found);
      });
    }, TYPING);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [find]);
  return { destination, find };
}
