import { FolderPlus, FolderSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import type { CodeLocation } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Progress } from '../ui/Progress.tsx';

async function addTree(): Promise<void> {
  const { path } = await call('dialog.chooseDirectory', { purpose: 'source-tree' });
  if (path === undefined) return;
  const { sourceTrees } = await call('settings.get', {});
  if (!sourceTrees.includes(path)) await call('settings.set', { sourceTrees: [...sourceTrees, path] });
}

/** Ask for a kernel source tree and add it to the settings. */
export function chooseTree(): void {
  addTree().catch((error: unknown) => showProblem(problemOf(error)));
}

type MissingSourceProps = Extract<CodeLocation, { state: 'missing' }> & {
  readonly stack?: ReactNode;
};

/** No source for this frame: why, and what to do about it. The frame's stack stands in for it when there is one. */
export function MissingSource({ message, hint, reason, stack }: MissingSourceProps) {
  const indexing = useWorkbench((state) => state.trees.find((tree) => tree.state === 'indexing'));
  if (stack !== undefined)
    return (
      <div className="source">
        <div className="source-note" role="note" title={hint}>
          <span>{message}</span>
          <Button variant="quiet" icon={<FolderPlus aria-hidden />} onPress={chooseTree}>
            Add a kernel source tree …
          </Button>
          {indexing !== undefined && <Progress label={`Indexing ${indexing.path}`} value={indexing.progress} />}
        </div>
        <div className="source-stack" tabIndex={0} role="group" aria-label="The stack of this frame">
          {stack}
        </div>
      </div>
    );
  return (
    <EmptyState
      icon={<FolderSearch aria-hidden />}
      title={message}
      actions={
        <Button
          variant={reason === 'no-tree' ? 'primary' : 'plain'}
          icon={<FolderPlus aria-hidden />}
          onPress={chooseTree}
        >
          Add a kernel source tree …
        </Button>
      }
    >
      {hint}
      {indexing !== undefined && <Progress label={`Indexing ${indexing.path}`} value={indexing.progress} />}
    </EmptyState>
  );
}
