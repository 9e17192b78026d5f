/** What the inbox shows: its filter, and which groups are unfolded. */
import { create } from 'zustand';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { ReportKind } from '../../shared/contract/report.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';

export interface InboxState {
  readonly text: string;
  /** Only this kind. */
  readonly kind: ReportKind | undefined;
  /** Only this console. */
  readonly consoleId: string | undefined;
  readonly unfolded: ReadonlySet<string>;
}

export const FILTER_ID = 'inbox-filter';

export const useInbox = create<InboxState>(() => ({
  text: '',
  kind: undefined,
  consoleId: undefined,
  unfolded: new Set(),
}));

export const clearInboxFilter = (): void => useInbox.setState({ text: '', kind: undefined, consoleId: undefined });

export function toggleUnfolded(key: string): void {
  useInbox.setState(({ unfolded }) => {
    const next = new Set(unfolded);
    if (!next.delete(key)) next.add(key);
    return { unfolded: next };
  });
}

/** Put the focus into the filter box, also when the column has only just been shown. */
export function focusInboxFilter(): void {
  requestAnimationFrame(() => {
    const box = document.getElementById(FILTER_ID);
    if (box instanceof HTMLInputElement) {
      box.focus();
      box.select();
    }
  });
}

/** Does a report pass the filter? Every word typed must be somewhere in what the row says. */
export function passes(report: ReportSummary, filter: Pick<InboxState, 'text' | 'kind' | 'consoleId'>): boolean {
  if (filter.kind !== undefined && report.kind !== filter.kind) return false;
  if (filter.consoleId !== undefined && report.consoleId !== filter.consoleId) return false;
  const { comm = '', pid = '' } = report.task ?? {};
  const words = [KIND_WORDS[report.kind].name, report.kind, report.sentence, report.kernel, comm, pid];
  const haystack = [...words, report.consoleName].join(' ').toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
