import { ChevronDown, ChevronRight, CircleAlert, CircleCheck, LoaderCircle, Shuffle } from 'lucide-react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import { useWorkbench } from '../app/store.ts';
import { KindBadge } from '../ui/KindBadge.tsx';
import { Sentence } from '../ui/Sentence.tsx';
import { moment } from '../ui/words.ts';
import type { ReportGroup } from './group-reports.ts';
import { toggleUnfolded, useInbox } from './inbox-state.ts';

export interface RowProps {
  readonly group: ReportGroup;
  readonly report: ReportSummary;
  readonly index: number;
  readonly isCurrent: boolean;
  /** Where j and k are; the one row that Tab stops at. */
  readonly isCursor: boolean;
  readonly onOpen: () => void;
}

/** How far the report could be read: an icon and a word; what is missing on hover. */
function ReadState({ report }: { readonly report: ReportSummary }) {
  const { state, missing } = report.completeness;
  if (report.growing) {
    return (
      <span className="read-state" data-state="growing">
        <LoaderCircle aria-hidden /> printing
      </span>
    );
  }
  const Icon = state === 'complete' ? CircleCheck : state === 'truncated' ? CircleAlert : Shuffle;
  return (
    <span className="read-state" data-state={state} title={missing.length > 0 ? `Missing: ${missing.join(', ')}` : ''}>
      <Icon aria-hidden /> {state}
    </span>
  );
}

function timeOf(report: ReportSummary): string {
  return report.printkTime === undefined ? moment(report.arrivedAt) : `${report.printkTime.toFixed(3)} s`;
}

/** One bug: its kind, what conflicts with what, and when and where it was last seen. */
export function InboxRow({ group, report, index, isCurrent, isCursor, onOpen }: RowProps) {
  const times = group.reports.length;
  const isUnfolded = useInbox((state) => state.unfolded.has(group.key));
  const boots = useWorkbench(({ consoles }) => consoles.find(({ id }) => id === report.consoleId)?.boots ?? 0);
  const where = [
    // One boot needs no number.
    boots > 1 && report.boot !== undefined ? `boot ${report.boot + 1}` : undefined,
    report.kernel,
    report.task === undefined ? undefined : `${report.task.comm}/${report.task.pid}`,
    timeOf(report),
  ].filter((part) => part !== undefined);
  return (
    <div
      className="inbox-row"
      data-report-id={report.id}
      data-growing={report.growing}
      data-current={isCurrent || undefined}
      data-repeated={times > 1 || undefined}
    >
      <button
        type="button"
        className="inbox-open"
        data-row={index}
        tabIndex={isCursor ? 0 : -1}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onOpen}
      >
        <span className="inbox-line">
          <KindBadge kind={report.kind} />
          <ReadState report={report} />
        </span>
        <span className="inbox-sentence">
          <Sentence>{report.sentence}</Sentence>
        </span>
        <span className="inbox-where ellipsis">
          <span className="mono">{where.join(' · ')}</span>
        </span>
      </button>
      {times > 1 && (
        <button
          type="button"
          className="inbox-times numbers"
          tabIndex={isCursor ? 0 : -1}
          aria-expanded={isUnfolded}
          aria-label={`Seen ${times} times`}
          onClick={() => toggleUnfolded(group.key)}
        >
          ×{times}
          {isUnfolded ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
        </button>
      )}
    </div>
  );
}

/** One sighting of a bug that was seen several times. */
export function SightingRow({ report, index, isCurrent, isCursor, onOpen }: RowProps) {
  return (
    <button
      type="button"
      className="sighting-row"
      data-row={index}
      data-current={isCurrent || undefined}
      tabIndex={isCursor ? 0 : -1}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onOpen}
    >
      <span className="ellipsis">{report.consoleName}</span>
      {report.boot !== undefined && <span className="soft">boot {report.boot + 1}</span>}
      <span className="mono soft">{timeOf(report)}</span>
    </button>
  );
}
