import { Keyboard, ListEnd } from 'lucide-react';
import { useState } from 'react';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import { HarmlessSysRq, type Answer } from '../../shared/contract/ipc/triggers.ts';
import { SYSRQ } from '../../shared/console-log/sysrq.ts';
import { problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { answerState, keyWords } from '../console/answers.ts';
import { pressSysRq } from '../console/terminal/sysrq.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import { visibleText } from '../ui/visible-text.ts';
import { bytes, moment } from '../ui/words.ts';
import { AnswerLines } from './AnswerLines.tsx';
import './AnswersTab.css';
import { useCase } from './case-context.ts';
import { HeldDump } from './HeldDump.tsx';

/** What the kernel said when it was asked after the report, by a trigger or by the user; and a way to ask. */
export function AnswersTab({ answers }: { readonly answers: readonly Answer[] }) {
  const [chosen, setChosen] = useState<string>();
  const newest = answers.at(-1)?.id;
  // A new answer is what the user waits for.
  const [seen, setSeen] = useState(newest);
  if (newest !== seen) {
    setSeen(newest);
    setChosen(undefined);
  }
  const shown = answers.find(({ id }) => id === chosen) ?? answers.at(-1);
  const dump = useDump(shown);
  const [isRaw, setIsRaw] = useState(false);
  return (
    <div className="answers">
      <div className="answers-head">
        {answers.length > 1 && shown !== undefined && (
          <Choice
            label="Which key"
            options={answers.map(({ id, key, at }) => ({ value: id, title: `${key} ${moment(at)}` }))}
            value={shown.id}
            onChange={setChosen}
          />
        )}
        {shown !== undefined && <AnswerFacts answer={shown} />}
        {dump !== undefined && shown?.state !== 'coming' && (
          <Choice
            label="As what"
            options={[
              { value: 'held', title: 'Who holds what' },
              { value: 'raw', title: 'As printed' },
            ]}
            value={isRaw ? 'raw' : 'held'}
            onChange={(value) => setIsRaw(value === 'raw')}
          />
        )}
        {shown?.firstLine !== undefined && (
          <IconButton
            label="Show it in the log"
            icon={<ListEnd />}
            onPress={() => go({ at: 'console', consoleId: shown.consoleId, line: shown.firstLine })}
          />
        )}
        <AskButtons />
      </div>
      {shown === undefined ? (
        <EmptyState icon={<Keyboard aria-hidden />} title="Nothing was asked after this report">
          Press a key above, or let a trigger do it by itself (Settings, Triggers). What the kernel prints stays with
          the report.
        </EmptyState>
      ) : (
        <AnswerBody key={`${shown.id} ${shown.state}`} answer={shown} dump={isRaw ? undefined : dump} />
      )}
    </div>
  );
}

function AnswerFacts({ answer }: { readonly answer: Answer }) {
  const { key, by, at, firstByte, lastByte, trigger, state } = answer;
  const how = by === 'break' ? 'by BREAK' : 'by a command';
  return (
    <>
      <strong title={`SysRq ${key}: ${keyWords(answer).toLowerCase()}, ${how}`}>SysRq {key}</strong>
      <span className="soft numbers">
        {moment(at)}, {trigger === undefined ? 'pressed by you' : `pressed by the trigger ${visibleText(trigger)}`};{' '}
        {state !== 'coming' && answerState(answer)}
        {state !== 'coming' && lastByte > firstByte && `, ${bytes(lastByte - firstByte)}`}
      </span>
      {state === 'coming' && <Spinner label="still printing" />}
    </>
  );
}

/** The list of held locks in an answer, as a report. */
const useDump = (answer: Answer | undefined): ReportSummary | undefined =>
  useWorkbench(({ reports }) =>
    answer === undefined
      ? undefined
      : reports.find(
          (report) =>
            report.consoleId === answer.consoleId &&
            report.kind === 'held-locks-dump' &&
            report.firstByte >= answer.firstByte &&
            report.firstByte < answer.lastByte,
        ),
  );

/** A button a key, while the console can be typed into. */
function AskButtons() {
  const { summary } = useCase().view;
  const console = useWorkbench((state) => state.consoles.find(({ id }) => id === summary.consoleId));
  if (console?.state !== 'connected' || !console.canType) return null;
  const press = (key: HarmlessSysRq) => {
    pressSysRq(console, { key }, summary.firstByte).catch((error: unknown) => showProblem(problemOf(error)));
  };
  return (
    <div className="answers-ask" role="group" aria-label="Ask the kernel now, by SysRq">
      <span className="soft">Ask</span>
      {SYSRQ.map(({ key, name }) => {
        const harmless = HarmlessSysRq.safeParse(key).data;
        if (harmless === undefined) return null;
        const label = `SysRq ${key}: ${name.toLowerCase()}`;
        return (
          <Tooltip key={key} label={label}>
            <Button variant="quiet" aria-label={label} onPress={() => press(harmless)}>
              <kbd className="mono">{key}</kbd>
            </Button>
          </Tooltip>
        );
      })}
    </div>
  );
}

interface AnswerBodyProps {
  readonly answer: Answer;
  /** Shown instead of the lines. */
  readonly dump: ReportSummary | undefined;
}

function AnswerBody({ answer, dump }: AnswerBodyProps) {
  const { consoleId, firstByte, lastByte, firstLine, lastLine, state } = answer;
  if (state === 'coming') return <EmptyState title={<Spinner label="The kernel is answering …" />} />;
  if (lastByte <= firstByte || firstLine === undefined || lastLine === undefined)
    return (
      <EmptyState icon={<Keyboard aria-hidden />} title="Nothing came back">
        SysRq may be switched off (sysctl kernel.sysrq), or the machine is beyond answering.
      </EmptyState>
    );
  if (dump !== undefined) return <HeldDump report={dump} />;
  return <AnswerLines consoleId={consoleId} firstLine={firstLine} lastLine={lastLine} />;
}
