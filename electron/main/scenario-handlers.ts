/** The requests of shared/contract/scenario-files.ts. */
import { dialog, type BrowserWindow } from 'electron';
import type { Handlers } from './ipc-server.ts';
import { idOf, type Scenarios } from './scenarios.ts';

const FILTERS = [{ name: 'Lockstep scenarios', extensions: ['lockstep'] }];

type ScenarioHandlers = Pick<
  Handlers,
  'scenario.examples' | 'scenario.open' | 'scenario.read' | 'scenario.write' | 'scenario.saveAs'
>;

export function scenarioHandlers(scenarios: Scenarios, window: () => BrowserWindow | undefined): ScenarioHandlers {
  return {
    'scenario.examples': () => scenarios.examples(),
    'scenario.open': async () => {
      const options: Electron.OpenDialogOptions = {
        title: 'Open a scenario',
        properties: ['openFile'],
        filters: FILTERS,
      };
      const over = window();
      const chosen = await (over === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(over, options));
      const [file] = chosen.canceled ? [] : chosen.filePaths;
      return file === undefined ? {} : { id: idOf(file) };
    },
    'scenario.read': ({ id }) => scenarios.read(id),
    'scenario.write': async ({ id, text, base }) => {
      const onDisk = await scenarios.write(id, text, base);
      return onDisk === undefined ? {} : { onDisk };
    },
    'scenario.saveAs': async ({ name, text }) => {
      const options: Electron.SaveDialogOptions = { title: 'Save the scenario', defaultPath: name, filters: FILTERS };
      const over = window();
      const chosen = await (over === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(over, options));
      return chosen.canceled || chosen.filePath === '' ? {} : { id: await scenarios.saveAs(chosen.filePath, text) };
    },
  };
}
