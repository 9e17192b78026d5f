import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { Bell, Bookmark, FileText, Pencil, Power, Unplug, X } from 'lucide-react';
import { isGap, type Boot, type Console, type ConsoleNote, type ReportSummary } from '../../shared/contract/ipc.ts';
import { lineNumber, type LineNumber } from '../../shared/contract/units.ts';
import { go } from '../app/navigation.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { visibleText } from '../ui/visible-text.ts';
import { count, moment } from '../ui/words.ts';
import { useBoots } from './boots.ts';
import { setMark, useMarks } from './marks.ts';
import { NoteDialog } from './NoteDialog.tsx';
import { noteWords } from './notes/note-words.ts';

interface JumpListProps {
  readonly triggered?: ReadonlyMap<number, string> | undefined;
  readonly console: Pick<Console, 'id' | 'boots'>;
  readonly reports: readonly ReportSummary[];
  readonly notes?: readonly ConsoleNote[] | undefined;
}

interface Jump {
  readonly key: string;
  readonly kind: 'boot' | 'report' | 'mark' | 'trigger' | 'gap';
  readonly line: LineNumber;
  readonly title: string;
  readonly detail: string;
}

/** "Linux version 6.12.117 (root@...) ..." -> "6.12.117" */
const releaseOf = (banner: string): string => /Linux version (\S+)/.exec(banner)?.[1] ?? banner;

const ICONS = { boot: Power, report: FileText, mark: Bookmark, trigger: Bell, gap: Unplug };

function jumpsOf(
  all: readonly Boot[],
  { reports, triggered, notes = [] }: Pick<JumpListProps, 'reports' | 'triggered' | 'notes'>,
  marks: ReadonlyMap<number, string>,
): readonly Jump[] {
  const boots = all.map(({ line, banner }, index): Jump => ({
    key: `boot ${line}`,
    kind: 'boot',
    line,
    title: `Boot ${index + 1}`,
    detail: releaseOf(banner),
  }));
  const found = reports.map((report): Jump => ({
    key: report.id,
    kind: 'report',
    line: report.firstLine,
    title: KIND_WORDS[report.kind].name,
    detail: report.sentence,
  }));
  const marked = [...marks].map(([line, note]): Jump => ({
    key: `mark ${line}`,
    kind: 'mark',
    line: lineNumber(line),
    title: note === '' ? 'Mark' : note,
    detail: `Line ${count(line)}`,
  }));
  // A report is in the list already.
  const reported = new Set<number>(reports.map(({ firstLine }) => firstLine));
  const others = [...(triggered ?? [])].filter(([line]) => !reported.has(line));
  const fired = others.map(([line, words]): Jump => ({
    key: `trigger ${line}`,
    kind: 'trigger',
    line: lineNumber(line),
    title: words,
    detail: `Line ${count(line)}`,
  }));
  const gaps = notes.filter(isGap).map((note): Jump => {
    const words = visibleText(noteWords(note));
    return {
      key: `gap ${note.afterLine} ${note.at}`,
      kind: 'gap',
      line: lineNumber(Math.max(1, note.afterLine)),
      title: `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`,
      detail: `${moment(note.at)}, line ${count(note.afterLine)}`,
    };
  });
  return [...boots, ...found, ...marked, ...fired, ...gaps].sort((a, b) => a.line - b.line);
}

/** All of it: the list may be too narrow for a note. */
const tipOf = ({ kind, line, title, detail }: Jump): string =>
  `Line ${count(line)}: ${kind === 'boot' || kind === 'report' ? `${title}, ${detail}` : title}`;

/** Belongs to a boot that is in the list as well. */
const isOfBoot = ({ kind, line }: Jump, boots: readonly Boot[]): boolean =>
  kind !== 'boot' && boots.length > 1 && boots[0]!.line <= line;

/** Of a row with two lines, in pixels, until it is measured. */
const ROW_HEIGHT = 46;

/** Boots, reports and marks of a console in the order of the log; each is one click away. Days of them: only some are drawn. */
export function JumpList({ console, reports, triggered, notes }: JumpListProps) {
  const marks = useMarks(console.id);
  const boots = useBoots(console);
  const [noting, setNoting] = useState<number>();
  const jumps = useMemo(
    () => jumpsOf(boots, { reports, triggered, notes }, marks),
    [boots, reports, triggered, notes, marks],
  );
  const scroller = useRef<HTMLElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions go to no memoised component
  const virtualizer = useVirtualizer({
    count: jumps.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => jumps[index]?.key ?? index,
    overscan: 8,
  });
  return (
    <nav className="jumps" aria-label="Boots, reports and marks in this log" ref={scroller}>
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const jump = jumps[item.index];
          if (jump === undefined) return null;
          const Icon = ICONS[jump.kind];
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className="jump-row"
              style={{ transform: `translateY(${item.start}px)` }}
              aria-setsize={jumps.length}
              aria-posinset={item.index + 1}
              data-of-boot={isOfBoot(jump, boots) || undefined}
            >
              <button
                type="button"
                className="jump"
                data-kind={jump.kind}
                title={tipOf(jump)}
                onClick={() => go({ at: 'console', consoleId: console.id, line: jump.line })}
              >
                <Icon aria-hidden />
                <span className="jump-words">
                  <span className="ellipsis" style={{ display: 'block' }}>
                    {jump.title}
                  </span>
                  <span className="ellipsis soft" style={{ display: 'block', fontWeight: 400 }}>
                    {jump.detail}
                  </span>
                </span>
              </button>
              {jump.kind === 'mark' && (
                <>
                  <IconButton
                    label={`Note of line ${count(jump.line)} …`}
                    icon={<Pencil />}
                    onPress={() => setNoting(jump.line)}
                  />
                  <IconButton
                    label={`Take the mark of line ${count(jump.line)} away`}
                    icon={<X />}
                    onPress={() => setMark(console.id, jump.line, undefined)}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
      <NoteDialog consoleId={console.id} line={noting} onClose={() => setNoting(undefined)} />
    </nav>
  );
}
