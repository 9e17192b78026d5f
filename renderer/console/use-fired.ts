/** Where triggers have fired on consoles, and where the machine answered to SysRq keys. */
import { useEffect, useMemo, useState } from 'react';
import type { FiredTrigger } from '../../shared/contract/ipc/triggers.ts';
import { call, listen, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { visibleText } from '../ui/visible-text.ts';
import { answerState, useAnswers } from './answers.ts';

/** Lines, with what happened there. */
export type FiredLines = ReadonlyMap<number, string>;

const NONE: FiredLines = new Map();

const wordsOf = ({ words, done }: FiredTrigger): string =>
  visibleText(done === undefined ? words : `${words}. ${done}`);

/**
 * Where triggers have fired.
 * @param consoleIds keep them the same while they say the same
 */
export function useFiredOf(consoleIds: readonly string[]): ReadonlyMap<string, FiredLines> {
  /** By their ids, in which what is told later takes the place of what was told before. */
  const [fired, setFired] = useState<ReadonlyMap<string, FiredTrigger>>(new Map());
  useEffect(() => {
    const wanted = new Set(consoleIds);
    const stop = listen('trigger.fired', (news) => {
      if (wanted.has(news.consoleId)) setFired((before) => new Map(before).set(news.id, news));
    });
    for (const consoleId of consoleIds) {
      call('trigger.list', { consoleId }).then(
        (list) => setFired((before) => new Map([...list.map((one) => [one.id, one] as const), ...before])),
        (error: unknown) => showProblem(problemOf(error)),
      );
    }
    return stop;
  }, [consoleIds]);
  return useMemo(() => {
    const byConsole = new Map<string, Map<number, string>>(consoleIds.map((id) => [id, new Map()]));
    for (const one of fired.values())
      if (one.marks && one.line !== undefined) byConsole.get(one.consoleId)?.set(one.line, wordsOf(one));
    return byConsole;
  }, [fired, consoleIds]);
}

/** Where triggers have fired on a console, and where the machine answered. */
export function useFired(consoleId: string): FiredLines {
  const ids = useMemo(() => [consoleId], [consoleId]);
  const fired = useFiredOf(ids).get(consoleId) ?? NONE;
  const answers = useAnswers(consoleId);
  return useMemo(() => {
    const lines = new Map<number, string>();
    for (const answer of answers) {
      if (answer.firstLine !== undefined) lines.set(answer.firstLine, `SysRq ${answer.key}: ${answerState(answer)}`);
    }
    for (const [line, words] of fired) lines.set(line, words);
    return lines;
  }, [fired, answers]);
}
