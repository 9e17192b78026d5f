import { Info, TriangleAlert, Trash2, Unplug } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { nextPartOf } from '../../shared/console-log/parts.ts';
import type { Console } from '../../shared/contract/ipc.ts';
import { runCommand } from '../app/commands.ts';
import { useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { bytes, moment, plural } from '../ui/words.ts';
import { GuestControls } from './guest/GuestControls.tsx';
import { StateMark } from './StateMark.tsx';
import { WentOn } from './WentOn.tsx';
import { isAttached, sourceAddress, sourceWord, stateSentence, stateWord } from './state-words.ts';

/** How much of what was recorded has been read, while it lags behind. */
function readShare({ bytes, analysedBytes }: Console): string | undefined {
  if (bytes === 0 || analysedBytes >= bytes) return undefined;
  const percent = Math.floor((analysedBytes / bytes) * 100);
  return percent < 99 ? `read ${percent} %` : undefined;
}

function reportWords(console: Console): string {
  const isDone = console.state === 'ended' && console.analysedBytes >= console.bytes;
  return console.reports === 0 && isDone ? 'no lockdep report in it' : plural(console.reports, 'report');
}

/** The ways out of it; not drawn anew with every line. */
const Leaving = memo(function Leaving({ isAttached: isOn }: { readonly isAttached: boolean }) {
  return (
    <>
      {isOn && (
        <Button icon={<Unplug aria-hidden />} onPress={() => runCommand('console.detach')}>
          Detach
        </Button>
      )}
      <IconButton label="Remove …" icon={<Trash2 />} onPress={() => runCommand('console.remove')} />
    </>
  );
});

interface ConsoleHeaderProps {
  readonly console: Console;
  /** What belongs to the view below: its columns, its search. */
  readonly children?: ReactNode;
}

/** Name, state in words, sizes, where the recording is, and what can be done with it. */
export function ConsoleHeader({ console, children }: ConsoleHeaderProps) {
  const address = sourceAddress(console);
  const share = readShare(console);
  const hasNext = useWorkbench((state) => nextPartOf(state.consoles, console.id) !== undefined);
  return (
    <header className="console-head">
      <div className="console-head-line">
        <div className="console-head-name">
          <h1 className="ellipsis" title={console.name}>
            {console.name}
          </h1>
          <span
            className="console-head-state numbers"
            title={
              hasNext ? 'This recording is complete; the console goes on in the next one.' : stateSentence(console)
            }
          >
            <StateMark state={console.state} />
            {hasNext ? 'continued' : stateWord(console)}
          </span>
        </div>
        <div className="console-head-actions">
          {children}
          <Leaving isAttached={isAttached(console.state)} />
        </div>
      </div>
      <div className="console-facts numbers">
        <GuestControls console={console} />
        <span>
          {sourceWord(console)}, since {moment(console.startedAt)}
        </span>
        <span>{bytes(console.bytes)}</span>
        <span>{plural(console.lines, 'line')}</span>
        {console.boots > 0 && <span>{plural(console.boots, 'boot')}</span>}
        <span>{reportWords(console)}</span>
        {share !== undefined && <span>{share}</span>}
        {address !== undefined && address !== console.capturePath && (
          <span className="console-path">
            <MachineText>{address}</MachineText>
          </span>
        )}
        <span className="console-path">
          <span>recorded in&nbsp;</span>
          <MachineText>{console.capturePath}</MachineText>
          <CopyButton iconOnly label="Copy the path of the recording" text={console.capturePath} />
        </span>
      </div>
      {console.problem !== undefined && (
        <div className="console-notice selectable" data-tone="error" role="alert">
          <TriangleAlert aria-label="Problem" />
          <span>
            {console.problem.message} {console.problem.hint}
          </span>
        </div>
      )}
      <WentOn console={console} />
      {console.notice !== undefined && (
        <div className="console-notice selectable" role="status">
          <Info aria-label="Notice" />
          <span>{console.notice}</span>
        </div>
      )}
    </header>
  );
}
