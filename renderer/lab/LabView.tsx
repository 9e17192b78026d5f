import { FlaskConical, Play, Square } from 'lucide-react';
import { useState } from 'react';
import type { LabStatus } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Split, SplitPane } from '../ui/Split.tsx';
import { LabConsole } from './LabConsole.tsx';
import { LabSetup } from './LabSetup.tsx';
import './LabView.css';
import { ProvocationCards } from './ProvocationCards.tsx';

function labWords(lab: LabStatus): string {
  if (lab.qemu === 'missing' || lab.build !== 'ready') return 'Not ready yet';
  const kernel = `Linux ${lab.version ?? ''} with lockdep`;
  return lab.running ? `${kernel}, running in QEMU` : `${kernel}, built; not running`;
}

/** The state of the lab could not be asked for at start; the problem was shown. */
function LabUnknown() {
  const ask = () => {
    call('lab.status', {}).then(
      (lab) => useWorkbench.setState({ lab }),
      (error: unknown) => showProblem(problemOf(error)),
    );
  };
  return (
    <EmptyState
      icon={<FlaskConical aria-hidden />}
      title="The lab does not answer"
      actions={<Button onPress={ask}>Ask again</Button>}
    />
  );
}

/** The lab: a kernel that misbehaves on request. State, start and stop, provocations, its console. */
export function LabView() {
  const lab = useWorkbench((state) => state.lab);
  const console = useWorkbench((state) => state.consoles.find(({ id }) => id === lab?.consoleId));
  const isStoreReady = useWorkbench((state) => state.ready);
  const [isBusy, setIsBusy] = useState(false);
  if (lab === undefined)
    return isStoreReady ? <LabUnknown /> : <EmptyState title={<Spinner label="Looking at the lab …" />} />;

  const isReady = lab.build === 'ready' && lab.qemu === 'present';
  const run = (asked: Promise<unknown>) => {
    setIsBusy(true);
    asked.catch((error: unknown) => showProblem(problemOf(error))).finally(() => setIsBusy(false));
  };
  return (
    <div className="lab">
      <header className="lab-head">
        <div className="lab-head-words">
          <h1>Lab</h1>
          <span className="soft">{labWords(lab)}</span>
        </div>
        <div className="lab-head-actions">
          {lab.running ? (
            <Button icon={<Square aria-hidden />} isDisabled={isBusy} onPress={() => run(call('lab.stop', {}))}>
              Stop
            </Button>
          ) : (
            <Button
              variant="primary"
              icon={<Play aria-hidden />}
              isDisabled={!isReady || isBusy}
              onPress={() => run(call('lab.start', {}))}
            >
              {isBusy ? 'Starting …' : 'Start'}
            </Button>
          )}
        </div>
      </header>
      {isReady ? (
        <Split id="lab" direction="vertical">
          <SplitPane id="provocations" minSize={130} defaultSize="52%">
            <ProvocationCards provocations={lab.provocations} canProvoke={lab.running} />
          </SplitPane>
          <SplitPane id="lab-console" minSize={120}>
            {console === undefined ? (
              <EmptyState icon={<FlaskConical aria-hidden />} title="The lab is not running">
                Start it, then press a provocation: its command is typed into the console, and the report that the
                kernel prints appears here.
              </EmptyState>
            ) : (
              <LabConsole console={console} />
            )}
          </SplitPane>
        </Split>
      ) : (
        <LabSetup lab={lab} />
      )}
    </div>
  );
}
