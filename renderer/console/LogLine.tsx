import { ArrowUpRight, Power } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import type { LogRow, ReportSummary } from '../../shared/contract/ipc.ts';
import { goToReport } from '../app/report-places.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { LogText } from './LogText.tsx';

interface LogLineProps {
  readonly line: number;
  readonly row: LogRow | undefined;
  /** Pixels from the top of the view. */
  readonly y: number;
  readonly gutter: number;
  /** The report that the line is a part of. */
  readonly report: ReportSummary | undefined;
  readonly isBoot: boolean;
  readonly isSelected: boolean;
  /** The line the place names. */
  readonly isTarget: boolean;
  readonly onSelect: (line: number, extend: boolean) => void;
}

/** One line of a log. Its text is hostile: it is only ever text. */
export const LogLine = memo(function LogLine(props: LogLineProps) {
  const { line, row, y, gutter, report, isBoot, isSelected, isTarget, onSelect } = props;
  const select = (event: MouseEvent) => {
    event.preventDefault();
    onSelect(line, event.shiftKey);
  };
  return (
    <div
      className="log-line"
      style={{ top: y }}
      data-report={report === undefined ? undefined : true}
      data-selected={isSelected || undefined}
      data-target={isTarget || undefined}
    >
      <span className="log-gutter numbers" style={{ width: gutter }} onMouseDown={select}>
        {isBoot && <Power aria-label="A boot begins" />}
        {line}
      </span>
      <LogText text={row?.text ?? ''} />
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
