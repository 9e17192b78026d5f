/** Changing settings: main decides and answers with what holds now. */
import type { Settings } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';

export function saveSettings(change: Partial<Settings>): void {
  call('settings.set', change).then(
    (settings) => useWorkbench.setState({ settings }),
    (error: unknown) => showProblem(problemOf(error)),
  );
}

/** Ask for a directory and hand it on; nothing happens when the user cancels. */
export function chooseDirectory(purpose: 'notebooks' | 'source-tree', then: (path: string) => void): void {
  call('dialog.chooseDirectory', { purpose }).then(
    ({ path }) => {
      if (path !== undefined) then(path);
    },
    (error: unknown) => showProblem(problemOf(error)),
  );
}
