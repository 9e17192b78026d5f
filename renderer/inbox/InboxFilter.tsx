import { ListFilter, X } from 'lucide-react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import { useWorkbench } from '../app/store.ts';
import { FILTER_ID, useInbox } from './inbox-state.ts';
import { KindChips } from './KindChips.tsx';

/** Text, console and kind to narrow the inbox by. Kinds are offered when there is more than one. */
export function InboxFilter({ reports }: { readonly reports: readonly ReportSummary[] }) {
  const { text, consoleId } = useInbox();
  const consoleName = useWorkbench((state) => state.consoles.find(({ id }) => id === consoleId)?.name);
  return (
    <div className="inbox-filter">
      <div className="inbox-filter-box">
        <ListFilter aria-hidden />
        <input
          id={FILTER_ID}
          className="input"
          type="text"
          placeholder="Filter   /"
          aria-label="Filter the inbox"
          value={text}
          onChange={(event) => useInbox.setState({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            useInbox.setState({ text: '' });
            event.currentTarget.blur();
          }}
        />
      </div>
      <div className="chips" role="group" aria-label="Kinds of report">
        {consoleId !== undefined && (
          <button
            type="button"
            className="chip"
            aria-pressed
            onClick={() => useInbox.setState({ consoleId: undefined })}
          >
            <span className="ellipsis">only {consoleName ?? 'one console'}</span>
            <X aria-label="Show all consoles" />
          </button>
        )}
        <KindChips reports={reports} />
      </div>
    </div>
  );
}
