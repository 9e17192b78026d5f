import { ArrowUpRight, Bell, Bookmark, Power } from 'lucide-react';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';
import { severityOf } from '../../shared/console-log/severity.ts';
import type { LogRow, Repeat, ReportSummary } from '../../shared/contract/ipc.ts';
import { goToReport } from '../app/report-places.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { printkTime } from '../ui/words.ts';
import { GapButton, RepeatButton } from './LogLine.left-out.tsx';
import { clockTime, deltaTime } from './line-times.ts';
import type { LogLook } from './log-look.ts';
import { LogText, type Hit } from './LogText.tsx';
import { NoteMark } from './notes/NoteMark.tsx';
import { SeverityMark } from './SeverityMark.tsx';

interface LogLineProps {
  /** Its number; undefined while it is not known. */
  readonly line: number | undefined;
  /** In a list of several consoles, from 1. */
  readonly position?: number | undefined;
  readonly row: LogRow | undefined;
  /** The line before, for the time since then. */
  readonly before: LogRow | undefined;
  /** Pixels from the top of the view; absent where lines wrap and stand one below the other. */
  readonly y: number | undefined;
  readonly gutter: number;
  readonly look: LogLook;
  readonly hits: readonly Hit[] | undefined;
  /** The report that the line is a part of. */
  readonly report: ReportSummary | undefined;
  readonly isBoot: boolean;
  /** Why the line is marked. */
  readonly mark: string | undefined;
  /** A trigger marked it, not the user. */
  readonly isTriggered?: boolean;
  readonly isSelected: boolean;
  /** The line the place names. */
  readonly isTarget: boolean;
  readonly onSelect?: ((line: number, extend: boolean) => void) | undefined;
  /** What stands before the line number, e.g. whose line it is. */
  readonly lead?: ReactNode;
  /** A filtered list has a column for what is left out. */
  readonly leftOut?: LeftOut | undefined;
  /** What happened between this line and the next that nobody printed. */
  readonly note?: string | undefined;
}

/** What is left out around a row of a filtered list. */
export interface LeftOut {
  /** Of the row in its list, from 1. */
  readonly index: number;
  readonly gap: number;
  /** Whose lines they are, where there are several consoles: " of left", " of these consoles". */
  readonly of?: { readonly line: string; readonly gap: string } | undefined;
  /** The list has a column for gaps. */
  readonly hasGaps: boolean;
  readonly isExtra: boolean;
  readonly repeat: Repeat | undefined;
  readonly onUnfold: (index: number, all: boolean) => void;
  readonly onRepeats: (index: number) => void;
}

/** One line of a log. Its text is hostile: it is only ever text. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { line, position, row, before, y, gutter, look, hits, report, isBoot, mark } = props;
  const { isTriggered = false, isSelected, isTarget, onSelect, lead, leftOut, note } = props;
  const text = row?.text ?? '';
  const prefix = linePrefix(text);
  const severity = severityOf(text, prefix);
  const select = (event: MouseEvent) => {
    if (onSelect === undefined || line === undefined) return;
    event.preventDefault();
    onSelect(line, event.shiftKey);
  };
  return (
    <div
      className="log-line"
      style={y === undefined ? undefined : { top: y }}
      data-line={line}
      data-position={position}
      data-report={report === undefined ? undefined : true}
      data-selected={isSelected || undefined}
      data-target={isTarget || undefined}
      data-severity={severity === 'normal' ? undefined : severity}
      data-gap={(leftOut !== undefined && leftOut.gap > 0) || undefined}
      data-extra={leftOut?.isExtra || undefined}
      data-repeats={(leftOut?.repeat !== undefined && leftOut.repeat.period > 1) || undefined}
      data-note={note === undefined ? undefined : true}
      data-hit={hits === undefined ? undefined : true}
    >
      <span className="log-gutter numbers" style={{ width: gutter }} onMouseDown={select}>
        {lead}
        {isBoot && <Power aria-label="A boot begins" />}
        {mark !== undefined && (
          <span className="log-mark" title={mark}>
            {isTriggered ? <Bell aria-label={mark} /> : <Bookmark aria-label={mark} />}
          </span>
        )}
        {line}
      </span>
      {leftOut?.hasGaps === true && <GapButton {...leftOut} line={line} />}
      {look.arrival && (
        <span className="log-time log-arrival numbers">
          {row?.arrivedAt === undefined ? '' : clockTime(row.arrivedAt)}
        </span>
      )}
      {look.printk && (
        <span className="log-time log-printk numbers">{prefix.time === undefined ? '' : printkTime(prefix.time)}</span>
      )}
      {look.delta && (
        <span className="log-time log-delta numbers">{row === undefined ? '' : deltaTime(row, before)}</span>
      )}
      <span className="log-severity">
        <SeverityMark severity={severity} />
      </span>
      {leftOut?.repeat !== undefined && <RepeatButton {...leftOut} repeat={leftOut.repeat} line={line} />}
      <LogText text={text} prefix={prefix} hidesTime={look.printk} hits={hits} isCut={row?.cut === true} />
      {note !== undefined && <NoteMark words={note} />}
      {report !== undefined && report.firstLine === line && (
        <button type="button" className="log-report" onClick={() => goToReport(report)}>
          {KIND_WORDS[report.kind].name}
          <ArrowUpRight aria-hidden />
        </button>
      )}
    </div>
  );
});
