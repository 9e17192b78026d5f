import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import './RawTextTab.css';
import { useRows } from './use-raw-rows.ts';

const ROW_HEIGHT = 18;

interface AnswerLinesProps {
  readonly consoleId: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Lines of a capture, as they were printed. */
export function AnswerLines({ consoleId, firstLine, lastLine }: AnswerLinesProps) {
  const raw = useRows(consoleId, firstLine, lastLine);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = raw?.rows ?? [];
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions go to no memoised component
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  if (raw === undefined) return <EmptyState title={<Spinner label="Reading the capture" />} />;
  if (raw.problem !== undefined)
    return (
      <EmptyState title="The capture could not be read">
        {raw.problem.message} {raw.problem.hint}
      </EmptyState>
    );
  return (
    <div className="raw" ref={scroller} role="region" tabIndex={0} aria-label="What was printed">
      <div className="raw-space" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          return (
            <div key={item.key} className="raw-row mono" style={{ top: item.start, height: ROW_HEIGHT }}>
              <span className="raw-line numbers">{row.line}</span>
              <span className="raw-mark" aria-hidden />
              <span className="raw-text">{row.text}</span>
              {row.cut && <span className="faint"> … (line cut)</span>}
            </div>
          );
        })}
      </div>
      {raw.leftOut > 0 && <p className="faint">{raw.leftOut} more lines are in the console.</p>}
    </div>
  );
}
