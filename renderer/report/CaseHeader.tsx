import { memo } from 'react';
import { CircleAlert, CircleCheck, FileText, NotebookPen, Scissors } from 'lucide-react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { Completeness } from '../../shared/contract/report.ts';
import { runCommand } from '../app/commands.ts';
import { linkHere } from '../app/copy-link.ts';
import { Badge } from '../ui/Badge.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { KindBadge } from '../ui/KindBadge.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { Sentence } from '../ui/Sentence.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { printkTime } from '../ui/words.ts';
import './CaseHeader.css';

interface CaseHeaderProps {
  readonly summary: ReportSummary;
}

/** The conflict in one sentence, where it comes from, and how much of it was there. */
export const CaseHeader = memo(function CaseHeader({ summary }: CaseHeaderProps) {
  const { kernel, task, printkTime: time } = summary;
  return (
    <header className="case-header">
      <h2 className="case-sentence selectable" title={summary.sentence}>
        <Sentence>{summary.sentence}</Sentence>
      </h2>
      <div className="case-facts">
        <KindBadge kind={summary.kind} />
        {summary.growing ? <Spinner label="still being printed" /> : <HowComplete {...summary.completeness} />}
        {kernel !== undefined && <MachineText>{kernel}</MachineText>}
        {task !== undefined && <MachineText>{`${task.comm}/${task.pid}`}</MachineText>}
        {time !== undefined && <span className="numbers">{printkTime(time)} s</span>}
        <span className="ellipsis" title={`${summary.consoleName}, line ${summary.firstLine}`}>
          {summary.consoleName}:{summary.firstLine}
        </span>
      </div>
      <div className="case-actions">
        <IconButton
          label="Add report to notebook"
          icon={<NotebookPen />}
          onPress={() => runCommand('report.addToNotebook')}
        />
        <CopyButton label="Copy link" text={linkHere} iconOnly />
        <IconButton label="Raw text" icon={<FileText />} onPress={() => runCommand('report.rawText')} />
      </div>
    </header>
  );
});

const STATE_WORDS: Readonly<Record<Completeness['state'], string>> = {
  complete: 'complete',
  truncated: 'cut short',
  interleaved: 'mixed with other output',
};

function HowComplete({ state, missing }: Completeness) {
  const words = missing.length === 0 ? '' : `not in the log: ${missing.join(', ')}`;
  if (state === 'complete')
    return (
      <>
        <Badge icon={<CircleCheck aria-hidden />}>complete</Badge>
        {words !== '' && (
          <span className="ellipsis" title={words}>
            {words}
          </span>
        )}
      </>
    );
  const icon = state === 'truncated' ? <Scissors aria-hidden /> : <CircleAlert aria-hidden />;
  return (
    <>
      <Badge tone="waiting" icon={icon}>
        {STATE_WORDS[state]}
      </Badge>
      {words !== '' && (
        <span className="ellipsis" title={words}>
          {words}
        </span>
      )}
    </>
  );
}
