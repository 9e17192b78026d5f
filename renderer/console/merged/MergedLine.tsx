import { memo } from 'react';
import type { MergedRow, ReportSummary } from '../../../shared/contract/ipc.ts';
import { LogLine } from '../LogLine.tsx';
import type { LogLook } from '../log-look.ts';
import type { Hit } from '../LogText.tsx';

interface MergedLineProps {
  /** In the whole, from 1. */
  readonly position: number;
  readonly row: MergedRow | undefined;
  readonly before: MergedRow | undefined;
  readonly name: string;
  readonly hue: number;
  /** Absent where lines wrap. */
  readonly y: number | undefined;
  readonly gutter: number;
  readonly look: LogLook;
  readonly report: ReportSummary | undefined;
  readonly isBoot: boolean;
  readonly isSelected: boolean;
  readonly isTarget: boolean;
  readonly hits: readonly Hit[] | undefined;
  /** What the user wrote about it, or a trigger said. */
  readonly mark: string | undefined;
  readonly isTriggered: boolean;
  readonly onSelect: (position: number, extend: boolean) => void;
  readonly onShow: (row: MergedRow) => void;
}

/** A line of several consoles: whose it is as a name and a colour, its number there, and the line itself. */
export const MergedLine = memo(function MergedLine(props: MergedLineProps) {
  const { position, row, before, name, hue, y, onSelect, onShow, ...rest } = props;
  if (row === undefined)
    return <div className="log-line" style={y === undefined ? undefined : { top: y }} data-position={position} />;
  return (
    <LogLine
      {...rest}
      line={row.row.line}
      position={position}
      row={row.row}
      // Two consoles have two clocks: the time between their lines is that of arrival.
      before={before === undefined ? undefined : { ...before.row, text: '' }}
      y={y}
      onSelect={(_, extend) => onSelect(position, extend)}
      lead={
        <span
          className="merged-name ellipsis"
          style={{ ['--caller-hue' as string]: hue }}
          title={`Line ${row.row.line} of ${name}; a double click shows it in its log`}
          onDoubleClick={() => onShow(row)}
        >
          {name}
        </span>
      }
    />
  );
});
