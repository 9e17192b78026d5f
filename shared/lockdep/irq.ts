/** Where the task was and what happened to interrupts (lockdep-format.md, 2.5; lockdep.c `print_irqtrace_events`). */
import type { IrqEvent } from '../contract/report.ts';
import { parseTask, type Cursor, type Draft } from './draft.ts';
import { parseFrame } from './frame.ts';

// "{comm}/{pid} [HC{a}[{b}]:SC{c}[{d}]:HE{e}:SE{f}] takes:" | "... is trying to acquire:"
const CONTEXT = /^(.{1,64}) \[HC(\d)\[(\d{1,3})\]:SC(\d)\[(\d{1,3})\]:HE(\d):SE(\d)\] (takes|is trying to acquire):?$/;
const STAMP = /^irq event stamp: (\d{1,15})$/;
// hardirqs last  enabled at ({n}): [<{addr}>] {SYMBOL}
const LAST = /^(hardirqs|softirqs) last +(enabled|disabled) at \((\d{1,15})\): ?(.{0,500})$/;

export const isLastIrqLine = (text: string): boolean => LAST.test(text);

/** May `text` be a line of ours? */
export const isIrqLine = (text: string): boolean =>
  (text.includes(' [HC') && CONTEXT.test(text)) || STAMP.test(text) || LAST.test(text);

export const readIrq = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  let match = CONTEXT.exec(text);
  if (match) {
    const task = parseTask(match[1]!);
    if (!task) return false;
    draft.report.task ??= task;
    draft.report.irqContext ??= {
      hardirq: [Number(match[2]), Number(match[3])],
      softirq: [Number(match[4]), Number(match[5])],
      hardirqsEnabled: match[6] === '1',
      softirqsEnabled: match[7] === '1',
    };
    draft.slot = 'acquiring';
    draft.sink = undefined;
    draft.evidence++;
    draft.mark(cursor.at, 'prose', '/irqContext');
    cursor.at++;
    return true;
  }
  match = STAMP.exec(text);
  if (match) {
    draft.report.irqEvents ??= { stamp: Number(match[1]), events: [] };
    draft.sink = undefined;
    draft.mark(cursor.at, 'detail', '/irqEvents/stamp');
    cursor.at++;
    return true;
  }
  match = LAST.exec(text);
  if (!match) return false;
  let lines = 1;
  let site = match[4]!.trim();
  const next = cursor.text(1);
  const alone = site === '' || /^\[<[0-9a-f]+>\](?: [\w.]+)?$/.test(site);
  if (alone && next !== undefined && parseFrame(`${site} ${next}`.trim())) {
    site = `${site} ${next}`.trim();
    lines = 2;
  }
  const frame = parseFrame(site);
  const event: IrqEvent = { what: `${match[1]!} ${match[2]!}` as IrqEvent['what'], count: Number(match[3]) };
  const events = (draft.report.irqEvents ??= { stamp: 0, events: [] }).events;
  const before = events.at(-1);
  if (before?.what === event.what) events.pop();
  events.push(frame ? { ...event, frame } : event);
  draft.sink = undefined;
  draft.mark(cursor.at, 'detail', `/irqEvents/events/${events.length - 1}`, lines);
  cursor.at += lines;
  return true;
};
