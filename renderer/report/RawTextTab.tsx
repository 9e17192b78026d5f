import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { ReportLine } from '../../shared/contract/report.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useCase } from './case-context.ts';
import './RawTextTab.css';
import { selectionOf } from './selection.ts';
import { useRawRows } from './use-raw-rows.ts';

const ROW_HEIGHT = 18;

const ELEMENT_WORDS: Readonly<Record<ReportLine['element'], string>> = {
  ruler: 'ruler',
  headline: 'headline',
  kernel: 'kernel and taint',
  prose: 'what lockdep says',
  lock: 'lock',
  'chain-head': 'chain entry',
  frame: 'frame',
  dependency: 'dependency',
  scenario: 'scenario table',
  'held-head': 'who holds locks',
  held: 'held lock',
  backtrace: 'backtrace',
  register: 'registers',
  detail: 'detail',
  blank: '',
  foreign: 'not of this report',
  unknown: 'not understood',
};

const NAMES_A_LOCK: ReadonlySet<ReportLine['element']> = new Set(['lock', 'chain-head', 'dependency', 'held']);

/** The report as it was printed, line by line, with what was understood of it. */
export function RawTextTab() {
  const { view, selection, select } = useCase();
  const raw = useRawRows(view);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = raw?.rows ?? [];
  const byLine = useMemo(() => new Map(view.lines.map((line) => [line.line, line])), [view.lines]);
  const locks = useMemo(
    () =>
      new Map(
        view.lines.flatMap(({ pointer, element }) =>
          pointer === undefined || !NAMES_A_LOCK.has(element)
            ? []
            : [[pointer, selectionOf(view.report, pointer).lock] as const],
        ),
      ),
    [view],
  );
  // The compiler leaves components that use this hook alone, and that is fine: there are few rows on screen.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  const selectedRow = rows.findIndex(
    ({ line }) => selection.pointer !== undefined && byLine.get(line)?.pointer === selection.pointer,
  );
  useEffect(() => {
    if (selectedRow >= 0) virtual.scrollToIndex(selectedRow, { align: 'auto' });
  }, [selectedRow, virtual]);

  if (raw === undefined)
    return (
      <EmptyState title="Raw text">
        <Spinner label="Reading the capture" />
      </EmptyState>
    );
  if (raw.problem !== undefined)
    return (
      <EmptyState title="The capture could not be read">
        {raw.problem.message} {raw.problem.hint}
      </EmptyState>
    );

  const move = (by: 1 | -1) => {
    for (let at = selectedRow + by; at >= 0 && at < rows.length; at += by) {
      const pointer = byLine.get(rows[at]!.line)?.pointer;
      if (pointer === undefined) continue;
      select(pointer);
      return;
    }
  };
  return (
    <div
      className="raw"
      ref={scroller}
      role="listbox"
      tabIndex={0}
      aria-label="The report as printed"
      aria-activedescendant={selectedRow >= 0 ? `raw-${selectedRow}` : undefined}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        event.preventDefault();
        move(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      <div className="raw-space" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!;
          const known = byLine.get(row.line);
          const element = known?.element ?? 'foreign';
          const pointer = known?.pointer;
          return (
            <div
              key={item.key}
              id={`raw-${item.index}`}
              className="raw-row mono"
              role="option"
              style={{ top: item.start, height: ROW_HEIGHT }}
              data-element={element}
              data-pointer={pointer !== undefined}
              data-lock={selection.lock !== undefined && pointer !== undefined && locks.get(pointer) === selection.lock}
              aria-selected={item.index === selectedRow}
              title={ELEMENT_WORDS[element]}
              onClick={() => pointer !== undefined && select(pointer)}
            >
              <span className="raw-line numbers">{row.line}</span>
              <span className="raw-mark" aria-hidden>
                {element === 'foreign' ? '┆' : element === 'unknown' ? '?' : ''}
              </span>
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
