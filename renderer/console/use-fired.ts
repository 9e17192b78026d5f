/** Where triggers have fired on a console. */
import { useEffect, useState } from 'react';
import { call, listen, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';

/** Lines, with what happened there. */
export type FiredLines = ReadonlyMap<number, string>;

export function useFired(consoleId: string): FiredLines {
  const [fired, setFired] = useState<FiredLines>(new Map());
  useEffect(() => {
    const stop = listen('trigger.fired', ({ consoleId: id, line, words }) => {
      if (id === consoleId && line !== undefined) setFired((before) => new Map(before).set(line, words));
    });
    call('trigger.list', { consoleId }).then(
      (list) =>
        setFired((before) => {
          const lines = list.flatMap(({ line, words }): [number, string][] =>
            line === undefined ? [] : [[line, words]],
          );
          return new Map([...lines, ...before]);
        }),
      (error: unknown) => showProblem(problemOf(error)),
    );
    return stop;
  }, [consoleId]);
  return fired;
}
