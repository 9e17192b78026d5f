import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { linePrefix } from '../../../shared/console-log/line-prefix.ts';
import { severityOf } from '../../../shared/console-log/severity.ts';
import type { LogRow, RequestResult } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';
import { plural } from '../../ui/words.ts';
import { LogText } from '../LogText.tsx';
import './search.css';
import type { SearchState } from './use-search.ts';

const ROW = 18;
/** Browsers cut elements that are higher. */
const MOST_ROWS = 1_000_000;
const AROUND = 20;

type Found = RequestResult<'search.results'>['rows'];
interface Loaded {
  readonly searchId: string;
  readonly first: number;
  readonly rows: Found;
}

/**
 * Lines found, only the visible ones drawn. Scrolled to its end, it follows what is found.
 * @param lines of the console: its line numbers are as wide
 */
export function SearchResults({ search, lines }: { readonly search: SearchState; readonly lines: number }) {
  const { status, current, show } = search;
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const [follows, setFollows] = useState(false);
  const [loaded, setLoaded] = useState<Loaded>();
  const searchId = status?.searchId;
  /** The last line found is another one with each byte of it. */
  const tail = status?.hasTail === true ? status.bytes : undefined;
  const found = Math.min(status?.found ?? 0, MOST_ROWS);
  const first = Math.max(0, Math.floor(view.top / ROW) - AROUND);
  const last = Math.min(found, Math.ceil((view.top + view.height) / ROW) + AROUND);

  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const look = () => setView({ top: box.scrollTop, height: box.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (follows && element.current !== null) element.current.scrollTop = element.current.scrollHeight;
  }, [follows, found]);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null || current === undefined) return;
    const top = current * ROW;
    if (top < box.scrollTop || top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
  }, [current]);
  useEffect(() => {
    if (searchId === undefined || last <= first) return undefined;
    let isWanted = true;
    call('search.results', { searchId, first, count: Math.min(500, last - first) }).then(
      ({ rows }) => {
        if (isWanted) setLoaded({ searchId, first, rows });
      },
      (error: unknown) => {
        const problem = problemOf(error);
        if (isWanted && problem.code !== 'no-search') showProblem(problem);
      },
    );
    return () => {
      isWanted = false;
    };
    // `tail` changes what the last row says.
  }, [searchId, first, last, tail]);

  const rows = loaded !== undefined && loaded.searchId === searchId ? loaded.rows : [];
  const onScroll = () => {
    const box = element.current;
    if (box === null) return;
    setView({ top: box.scrollTop, height: box.clientHeight });
    setFollows(box.scrollTop > 0 && box.scrollTop + box.clientHeight >= box.scrollHeight - ROW / 2);
  };
  return (
    <div
      className="search-results log"
      style={{ ['--line-digits' as string]: String(lines).length }}
      ref={element}
      onScroll={onScroll}
      role="region"
      aria-label={`Found: ${plural(status?.found ?? 0, 'line')}`}
    >
      <div className="search-extent" style={{ height: found * ROW }}>
        {rows.map(({ row, hits }, index) => (
          <ResultRow
            key={row.line}
            row={row}
            hits={hits}
            top={((loaded?.first ?? 0) + index) * ROW}
            isCurrent={(loaded?.first ?? 0) + index === current}
            onShow={() => show(row, (loaded?.first ?? 0) + index)}
          />
        ))}
      </div>
    </div>
  );
}

interface ResultRowProps {
  readonly row: LogRow;
  readonly hits: Found[number]['hits'];
  readonly top: number;
  readonly isCurrent: boolean;
  readonly onShow: () => void;
}

function ResultRow({ row, hits, top, isCurrent, onShow }: ResultRowProps) {
  const prefix = linePrefix(row.text);
  return (
    <button
      type="button"
      className="search-result log-line"
      style={{ top }}
      data-line={row.line}
      data-severity={severityOf(row.text, prefix)}
      data-target={isCurrent || undefined}
      onClick={onShow}
    >
      <span className="search-line numbers">{row.line}</span>
      <LogText text={row.text} prefix={prefix} hidesTime={false} hits={hits} />
    </button>
  );
}
