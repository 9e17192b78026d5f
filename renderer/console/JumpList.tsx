import { FileText, Power } from 'lucide-react';
import type { Console, ReportSummary } from '../../shared/contract/ipc.ts';
import type { LineNumber } from '../../shared/contract/units.ts';
import { go } from '../app/navigation.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { count } from '../ui/words.ts';

interface JumpListProps {
  readonly console: Console;
  readonly reports: readonly ReportSummary[];
}

interface Jump {
  readonly key: string;
  readonly kind: 'boot' | 'report';
  readonly line: LineNumber;
  readonly title: string;
  readonly detail: string;
}

/** "Linux version 6.12.117 (root@...) ..." -> "6.12.117" */
const releaseOf = (banner: string): string => /Linux version (\S+)/.exec(banner)?.[1] ?? banner;

function jumpsOf({ console, reports }: JumpListProps): readonly Jump[] {
  const boots = console.boots.map(({ line, banner }, index): Jump => ({
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
  return [...boots, ...found].sort((a, b) => a.line - b.line);
}

/** Boots and reports of a console in the order of the log; each is one click away. */
export function JumpList(props: JumpListProps) {
  return (
    <nav className="jumps" aria-label="Boots and reports in this log">
      <ul>
        {jumpsOf(props).map((jump) => (
          <li key={jump.key}>
            <button
              type="button"
              className="jump"
              data-kind={jump.kind}
              title={`Line ${count(jump.line)}: ${jump.detail}`}
              onClick={() => go({ at: 'console', consoleId: props.console.id, line: jump.line })}
            >
              {jump.kind === 'boot' ? <Power aria-hidden /> : <FileText aria-hidden />}
              <span className="jump-words">
                <span className="ellipsis" style={{ display: 'block' }}>
                  {jump.title}
                </span>
                <span className="ellipsis soft" style={{ display: 'block', fontWeight: 400 }}>
                  {jump.detail}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
