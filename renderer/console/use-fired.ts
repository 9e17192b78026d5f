/** Where triggers have fired on a console, and where the machine answered to SysRq keys. */
import { useEffect, useMemo, useState } from 'react';
import type { FiredTrigger } from '../../shared/contract/ipc/triggers.ts';
import { call, listen, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { visibleText } from '../ui/visible-text.ts';
import { answerState, useAnswers } from './answers.ts';

/** Lines, with what happened there. */
export type FiredLines = ReadonlyMap<number, string>;

const wordsOf = ({ words, done }: FiredTrigger): string =>
  visibleText(done === undefined ? words : `${words}. ${done}`);

export function useFired(consoleId: string): FiredLines {
  const [fired, setFired] = useState<ReadonlyMap<string, FiredTrigger>>(new Map());
  const answers = useAnswers(consoleId);
  useEffect(() => {
    const stop = listen('trigger.fired', (news) => {
      if (news.consoleId === consoleId) setFired((before) => new Map(before).set(news.id, news));
    });
    call('trigger.list', { consoleId }).then(
      (list) => setFired((before) => new Map([...list.map((one) => [one.id, one] as const), ...before])),
      (error: unknown) => showProblem(problemOf(error)),
    );
    return stop;
  }, [consoleId]);
  return useMemo(() => {
    const lines = new Map<number, string>();
    for (const answer of answers) {
      if (answer.firstLine !== undefined) lines.set(answer.firstLine, `SysRq ${answer.key}: ${answerState(answer)}`);
    }
    for (const one of fired.values()) if (one.marks && one.line !== undefined) lines.set(one.line, wordsOf(one));
    return lines;
  }, [fired, answers]);
}
