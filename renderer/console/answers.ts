/** What a machine answered to SysRq keys. */
import { useEffect, useMemo, useState } from 'react';
import { SYSRQ } from '../../shared/console-log/sysrq.ts';
import type { ReportSummary } from '../../shared/contract/ipc.ts';
import type { Answer } from '../../shared/contract/ipc/triggers.ts';
import { call, listen, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';

/** All answers in a capture, the oldest first. */
export function useAnswers(consoleId: string): readonly Answer[] {
  const [byId, setById] = useState<ReadonlyMap<string, Answer>>(new Map());
  useEffect(() => {
    const stop = listen('answer.changed', (answer) => {
      if (answer.consoleId === consoleId) setById((before) => new Map(before).set(answer.id, answer));
    });
    call('answer.list', { consoleId }).then(
      (list) => setById((before) => new Map([...list.map((answer) => [answer.id, answer] as const), ...before])),
      (error: unknown) => showProblem(problemOf(error)),
    );
    return stop;
  }, [consoleId]);
  return useMemo(
    () =>
      [...byId.values()]
        .filter((answer) => answer.consoleId === consoleId)
        .sort((one, other) => one.firstByte - other.firstByte),
    [byId, consoleId],
  );
}

/** Those that were asked for because of a report. */
export function useAnswersTo({ consoleId, firstByte }: ReportSummary): readonly Answer[] {
  const answers = useAnswers(consoleId);
  return useMemo(() => answers.filter(({ report }) => report === firstByte), [answers, firstByte]);
}

/** "Show all locks that are held" */
export const keyWords = (answer: Pick<Answer, 'key'>): string =>
  SYSRQ.find(({ key }) => key === answer.key)?.name ?? '';

const STATES: Readonly<Record<Answer['state'], string>> = {
  coming: 'still printing',
  complete: 'complete',
  quiet: 'until nothing more came',
  limit: 'cut: the console did not fall silent',
  cut: 'cut: the connection went',
  overtaken: 'until the next key was pressed',
};

/** How an answer ended, in a few words. */
export const answerState = ({ state, firstByte, lastByte }: Answer): string =>
  state !== 'coming' && lastByte <= firstByte ? 'nothing came back' : STATES[state];
