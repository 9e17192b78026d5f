import { memo } from 'react';
import type { MergedRow, ReportSummary } from '../../../shared/contract/ipc.ts';
import { LogLine, type LeftOut } from '../LogLine.tsx';
import type { LogLook } from '../log-look.ts';
import type { Hit } from '../LogText.tsx';

/** What the buttons of lines do that say what is left out. */
export type Unfolding = Pick<LeftOut, 'hasGaps' | 'onUnfold' | 'onRepeats'>;

const OF_ALL = ' of these consoles';

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
  /** Where lines are left out; the same object for all of them. */
  readonly unfolding: Unfolding | undefined;
  readonly onSelect: (position: number, extend: boolean) => void;
  readonly onShow: (row: MergedRow) => void;
}

/** A line of several consoles: whose it is as a name and a colour, its number there, and the line itself. */
export const MergedLine = memo(function MergedLine(props: MergedLineProps) {
  const { position, row, before, name, hue, y, unfolding, onSelect, onShow, ...rest } = props;
  if (row === undefined)
    return <div className="log-line" style={y === undefined ? undefined : { top: y }} data-position={position} />;
  const { gap, isExtra, repeat } = row;
  const of = { line: ` of ${name}`, gap: OF_ALL };
  return (
    <LogLine
      {...rest}
      leftOut={unfolding && { ...unfolding, index: position, gap, of, isExtra, repeat }}
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
