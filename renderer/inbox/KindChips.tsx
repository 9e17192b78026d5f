import { useMemo, useState } from 'react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { ReportKind } from '../../shared/contract/report.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { useInbox } from './inbox-state.ts';

/** Shown before the user asks for all. */
const FIRST = 3;

/** The kinds in the inbox, the most frequent first; pressing one shows only these. Nothing when there is only one. */
export function KindChips({ reports }: { readonly reports: readonly ReportSummary[] }) {
  const chosen = useInbox((state) => state.kind);
  const [showsAll, setShowsAll] = useState(false);
  const kinds = useMemo(() => {
    const counts = new Map<ReportKind, number>();
    for (const { kind } of reports) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  }, [reports]);
  if (kinds.length < 2) return null;
  const needsMore = kinds.length > FIRST + 1;
  const shown = kinds.filter(([kind], index) => showsAll || !needsMore || index < FIRST || kind === chosen);
  return (
    <>
      {shown.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          className="chip numbers"
          aria-pressed={chosen === kind}
          onClick={() => useInbox.setState({ kind: chosen === kind ? undefined : kind })}
        >
          <span className="ellipsis">{KIND_WORDS[kind].name}</span> <span className="faint">{count}</span>
        </button>
      ))}
      {needsMore && (
        <button type="button" className="chip" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'fewer' : `${kinds.length - shown.length} more`}
        </button>
      )}
    </>
  );
}
