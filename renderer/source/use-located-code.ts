/** From a frame of a report to the text of a file: asks where the function is, then for the file. */
import { useEffect, useState } from 'react';
import type { CodeLocation, Problem, RequestResult } from '../../shared/contract/ipc.ts';
import type { Frame } from '../../shared/contract/report.ts';
import { call, problemOf } from '../app/bridge.ts';
import { useWorkbench } from '../app/store.ts';

export type Found = Extract<CodeLocation, { state: 'found' }>;
export type CodeText = RequestResult<'code.read'>;

export type Located =
  { readonly state: 'asking' } | { readonly state: 'problem'; readonly problem: Problem } | CodeLocation;

interface Answer<T> {
  readonly key: string;
  readonly value: T;
}

/** What was answered last for this key, or undefined while it is asked for. */
function useAnswer<T>(key: string, ask: (() => Promise<T>) | undefined): T | Problem | undefined {
  const [answer, setAnswer] = useState<Answer<T | Problem>>();
  useEffect(() => {
    if (ask === undefined) return;
    let wanted = true;
    ask().then(
      (value) => wanted && setAnswer({ key, value }),
      (error: unknown) => wanted && setAnswer({ key, value: problemOf(error) }),
    );
    return () => {
      wanted = false;
    };
    // `ask` is made of what is in `key`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return answer?.key === key ? answer.value : undefined;
}

/** Trees as one string: asked again when one is added, removed or has been indexed. */
const useTreesKey = (): string =>
  useWorkbench((state) => state.trees.map(({ path, state: treeState }) => `${path} ${treeState}`).join('\n'));

/** Where a frame's function is. */
export function useFrameLocation(frame: Frame): Located {
  const trees = useTreesKey();
  const { symbol, file, line, module } = frame;
  const key = JSON.stringify([symbol, file, line, module, trees]);
  const answer = useAnswer(
    key,
    async () => (await call('code.locate', { frames: [{ symbol, file, line, module }] }))[0],
  );
  if (answer === undefined) return { state: 'asking' };
  return 'state' in answer ? answer : { state: 'problem', problem: answer };
}

/** The text of a file of a tree. */
export function useCodeText(tree: string, file: string): CodeText | Problem | undefined {
  return useAnswer(JSON.stringify([tree, file]), () => call('code.read', { tree, file }));
}
