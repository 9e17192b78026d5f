import { ArrowUpRight, Bookmark, Power } from 'lucide-react';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';
import { severityOf } from '../../shared/console-log/severity.ts';
import type { LogRow, ReportSummary } from '../../shared/contract/ipc.ts';
import { goToReport } from '../app/report-places.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { printkTime } from '../ui/words.ts';
import { clockTime, deltaTime } from './line-times.ts';
import type { LogLook } from './log-look.ts';
import { LogText, type Hit } from './LogText.tsx';
import { SeverityMark } from './SeverityMark.tsx';

interface LogLineProps {
  readonly line: number;
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
  readonly isSelected: boolean;
  /** The line the place names. */
  readonly isTarget: boolean;
  readonly onSelect: (line: number, extend: boolean) => void;
  /** What stands before the line number, e.g. whose line it is. */
  readonly lead?: ReactNode;
}

/** One line of a log. Its text is hostile: it is only ever text. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { line, row, before, y, gutter, look, hits, report, isBoot, mark, isSelected, isTarget, onSelect, lead } =
    props;
  const text = row?.text ?? '';
  const prefix = linePrefix(text);
  const severity = severityOf(text, prefix);
  const select = (event: MouseEvent) => {
    event.preventDefault();
    onSelect(line, event.shiftKey);
  };
  return (
    <div
      className="log-line"
      style={y === undefined ? undefined : { top: y }}
      data-line={line}
      data-report={report === undefined ? undefined : true}
      data-selected={isSelected || undefined}
      data-target={isTarget || undefined}
      data-severity={severity === 'normal' ? undefined : severity}
      data-hit={hits === undefined ? undefined : true}
    >
      <span className="log-gutter numbers" style={{ width: gutter }} onMouseDown={select}>
        {lead}
        {isBoot && <Power aria-label="A boot begins" />}
        {mark !== undefined && (
          <span className="log-mark" title={mark}>
            <Bookmark aria-label={mark} />
          </span>
        )}
        {line}
      </span>
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
      <LogText text={text} prefix={prefix} hidesTime={look.printk} hits={hits} />
      {row?.cut === true && <span className="log-cut">… cut here; the capture has the rest</span>}
      {report?.firstLine === line && (
        <button type="button" className="log-report" onClick={() => goToReport(report)}>
          {KIND_WORDS[report.kind].name}
          <ArrowUpRight aria-hidden />
        </button>
      )}
    </div>
  );
});
