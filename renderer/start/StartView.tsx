import { ClipboardPaste, FlaskConical, FolderOpen, PencilLine, Play, Plug } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { ExampleInfo } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { openFiles, openSourceOrTell } from '../app/open.ts';
import { openOverlay } from '../app/overlay.ts';
import { showProblem } from '../app/store.ts';
import { newScenario } from '../scenario/drafts.ts';
import { Button } from '../ui/Button.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { duration } from '../ui/words.ts';
import { Cases } from './Cases.tsx';
import { OwnScenarios } from './OwnScenarios.tsx';
import { RecentCaptures } from './RecentCaptures.tsx';
import './StartView.css';

interface StartActionProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
}

function StartAction({ icon, title, children, foot, isDisabled = false, onPress }: StartActionProps) {
  return (
    <button type="button" className="start-action" disabled={isDisabled} onClick={onPress}>
      {icon}
      <span className="start-action-title">{title}</span>
      <span className="start-action-text">{children}</span>
      {foot !== undefined && <span className="start-action-foot">{foot}</span>}
    </button>
  );
}

function useExamples(): readonly ExampleInfo[] | undefined {
  const [examples, setExamples] = useState<readonly ExampleInfo[]>();
  useEffect(() => {
    call('example.list', {}).then(setExamples, (error: unknown) => {
      setExamples([]);
      showProblem(problemOf(error));
    });
  }, []);
  return examples;
}

/** The first screen: what can be done, and what was opened lately. */
export function StartView() {
  const examples = useExamples();
  const example = examples?.[0];
  return (
    <div className="start">
      <div className="start-page">
        <header className="start-head">
          <h1>See why it deadlocks</h1>
          <p>
            Lockstep reads lockdep reports off a console or out of a log, draws the locks, steps through the deadlock
            beside the kernel’s source, and keeps what you find.
          </p>
        </header>
        <div className="start-actions">
          <StartAction
            icon={<Play aria-hidden />}
            title="Play the example"
            isDisabled={example === undefined}
            onPress={() => {
              if (example !== undefined) openSourceOrTell({ kind: 'example', id: example.id, speed: 1 });
            }}
            foot={
              example !== undefined && (
                <span className="faint">
                  {example.kernel}, {duration(example.duration)}
                </span>
              )
            }
          >
            {examples?.length === 0
              ? 'No example came with this build.'
              : 'A recorded console of a kernel that is made to misbehave. Its reports appear in the inbox while it prints.'}
          </StartAction>
          <StartAction
            icon={<Plug aria-hidden />}
            title="Attach a console"
            onPress={() => openOverlay('attach')}
            foot={<Kbd keys="Ctrl+Shift+A" />}
          >
            A QEMU socket, a command such as ssh or dmesg, or a log that grows. Every byte is recorded.
          </StartAction>
          <StartAction
            icon={<FolderOpen aria-hidden />}
            title="Open a file"
            onPress={openFiles}
            foot={<Kbd keys="Ctrl+O" />}
          >
            A console log, a mail, dmesg output. Or drop files anywhere on this window.
          </StartAction>
        </div>
        <div className="start-more">
          <Button icon={<ClipboardPaste aria-hidden />} onPress={() => openOverlay('paste')}>
            Paste a report …
          </Button>
          <Button icon={<FlaskConical aria-hidden />} onPress={() => go({ at: 'lab' })}>
            Provoke one in the lab
          </Button>
          <Button icon={<PencilLine aria-hidden />} onPress={newScenario}>
            Write a scenario
          </Button>
        </div>
        <Cases />
        <OwnScenarios />
        <RecentCaptures />
        <footer className="start-keys">
          <span>
            <Kbd keys="Ctrl+V" /> paste a log
          </span>
          <span>
            <Kbd keys="Ctrl+P" /> go to anything
          </span>
          <span>
            <Kbd keys="Ctrl+Shift+P" /> all commands
          </span>
          <span>
            <Kbd keys="?" /> all keys
          </span>
        </footer>
      </div>
    </div>
  );
}
