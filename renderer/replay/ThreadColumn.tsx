import { Zap } from 'lucide-react';
import { memo } from 'react';
import type { ReplayThread } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { LockName } from '../report/LockName.tsx';
import { Badge } from '../ui/Badge.tsx';
import { RowIcon } from './RowIcon.tsx';
import type { RowState, ThreadRow } from './thread-rows.ts';

/** For who does not see the icon. */
const STATE_WORDS: Readonly<Record<RowState, string>> = {
  holding: '',
  waiting: '',
  next: 'next: ',
  later: 'then: ',
  past: '',
};

interface ThreadColumnProps {
  readonly thread: ReplayThread;
  readonly rows: readonly ThreadRow[];
  readonly state: ReplayState;
  readonly selectedLock: string | undefined;
  /** The same function at every step, or every row is drawn anew. */
  readonly onSelectStep: (thread: string, step: number) => void;
}

/** One thread of the replay: who it is, and what it has done, does and will do. */
export function ThreadColumn({ thread, rows, state, selectedLock, onSelectStep }: ThreadColumnProps) {
  const now = state.threads.find(({ id }) => id === thread.id);
  const isStuck = state.deadlock?.cycle.some((link) => link.thread === thread.id) === true;
  return (
    <section className="thread-column" data-stuck={isStuck} aria-label={`${thread.id} ${thread.title}`}>
      <ThreadTitle thread={thread} />
      <ol className="thread-rows">
        {rows.map((row) => (
          <Row
            key={row.key}
            thread={thread.id}
            row={row}
            isStuck={isStuck}
            isSelected={row.lock !== undefined && row.lock === selectedLock}
            onSelect={onSelectStep}
          />
        ))}
        {now?.pending === true && <li className="thread-row faint">has not come yet</li>}
        {now?.interruptedBy !== undefined && <li className="thread-row faint">interrupted by {now.interruptedBy}</li>}
      </ol>
    </section>
  );
}

/** The columns are narrow: who it was stands first, when it was and how sure that is below. */
const ThreadTitle = memo(function ThreadTitle({ thread }: { readonly thread: ReplayThread }) {
  const { name, when } = partsOf(thread);
  return (
    <h3 className="thread-title" title={`${thread.title}\n${thread.words}`}>
      <span className="thread-who">
        <span className="thread-id">{thread.id}</span>
        {thread.context !== 'task' && <Zap aria-label={thread.context} />}
        <span className="mono ellipsis">{name}</span>
      </span>
      {when !== undefined && (
        <span className="thread-when">
          <span className="ellipsis">{when}</span>
          {thread.inferred && (
            <Badge tone="inferred" title={thread.words}>
              {thread.origin === 'assumed' ? 'assumed' : 'inferred'}
            </Badge>
          )}
        </span>
      )}
    </h3>
  );
});

/** `earlier, at boot: mnt_init` and `a writer of a (assumed)` taken apart; a written thread has only a name. */
function partsOf({ title, origin, inferred }: ReplayThread): {
  readonly name: string;
  readonly when?: string;
} {
  const earlier = /^(earlier[^:]*): (.+)$/.exec(title);
  if (earlier) return { name: earlier[2]!, when: earlier[1]! };
  if (origin === 'assumed') return { name: title.replace(/ \(assumed\)$/, ''), when: 'not in the report' };
  if (inferred) return { name: title, when: 'earlier' };
  return { name: title };
}

interface RowProps {
  readonly thread: string;
  readonly row: ThreadRow;
  readonly isStuck: boolean;
  readonly isSelected: boolean;
  readonly onSelect: (thread: string, step: number) => void;
}

/** Rows are made anew at every step; most of them say the same as before. */
function isSame(before: RowProps, now: RowProps): boolean {
  const keys = Object.keys({ ...before.row, ...now.row }) as (keyof ThreadRow)[];
  return (
    before.thread === now.thread &&
    before.isStuck === now.isStuck &&
    before.isSelected === now.isSelected &&
    before.onSelect === now.onSelect &&
    keys.every((key) => before.row[key] === now.row[key])
  );
}

const Row = memo(function Row({ thread, row, isStuck, isSelected, onSelect }: RowProps) {
  const tone = isStuck && row.state === 'waiting' ? 'deadlock' : row.state;
  return (
    <li>
      <button
        type="button"
        className="thread-row"
        data-tone={tone}
        data-new={row.isNew}
        data-selected={isSelected}
        aria-current={row.isNew ? 'step' : undefined}
        title={[row.evidence, row.note].filter(Boolean).join('\n')}
        onClick={() => onSelect(thread, row.key)}
      >
        <span className="thread-row-at numbers" aria-hidden={row.at === undefined}>
          {row.at !== undefined && <span className="visually-hidden">step </span>}
          {row.at}
        </span>
        <RowIcon state={row.state} />
        <span className="thread-row-words">
          <span className="visually-hidden">{STATE_WORDS[row.state]}</span>
          {row.words}
        </span>
        {row.inferred && (
          <span className="inferred-mark" role="img" aria-label="inferred" title={row.evidence}>
            ~
          </span>
        )}
        {row.lock !== undefined && <LockName name={row.lock} />}
        {row.because !== undefined && <span className="thread-row-because">{row.because}</span>}
      </button>
    </li>
  );
}, isSame);
