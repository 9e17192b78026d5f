import { FolderPlus, FolderSearch } from 'lucide-react';
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

/** No source for this frame: why, and what to do about it. */
export function MissingSource({ message, hint, reason }: Extract<CodeLocation, { state: 'missing' }>) {
  const indexing = useWorkbench((state) => state.trees.find((tree) => tree.state === 'indexing'));
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
