/** Every request of shared/contract/ipc.ts, answered by the service it belongs to. */
import { app, dialog, type BrowserWindow } from 'electron';
import * as path from 'node:path';
import type { Problem, Settings } from '../../shared/contract/ipc.ts';
import type { Captures } from './captures.ts';
import type { Consoles } from './consoles.ts';
import { listExamples } from './examples.ts';
import { listSerialPorts } from '../node/serial-ports.ts';
import type { Hosts } from './hosts.ts';
import type { Handlers } from './ipc-server.ts';
import type { Lab } from './lab.ts';
import type { Notebooks } from './notebooks.ts';
import { Profiles } from './profiles.ts';
import { scenarioHandlers } from './scenario-handlers.ts';
import { Scenarios } from './scenarios.ts';
import type { SettingsStore } from './settings.ts';
import type { Trees } from './trees.ts';
import type { Watch } from './watch.ts';

export interface Services {
  readonly watch: Watch;
  readonly consoles: Consoles;
  readonly captures: Captures;
  readonly hosts: Hosts;
  readonly lab: Lab;
  readonly notebooks: Notebooks;
  readonly settings: SettingsStore;
  readonly trees: Trees;
  readonly examplesDirectory: string;
  /** Dialogs belong to it. */
  readonly window: () => BrowserWindow | undefined;
  readonly openFiles: (files: readonly string[]) => Promise<string[]>;
  readonly onProblem: (problem: Problem) => void;
  readonly changeSettings: (change: Partial<Settings>) => Settings;
}

export function makeHandlers(services: Services): Handlers {
  const { consoles, hosts, lab, notebooks, settings, trees, openFiles, changeSettings } = services;
  const profiles = new Profiles({
    settings: () => settings.value,
    consoles: () => consoles.list(),
    open: (spec, name) => consoles.open(spec, name),
    onProblem: services.onProblem,
  });
  return {
    'app.info': () => ({
      version: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions['chrome'] ?? '',
      node: process.versions.node,
      userData: app.getPath('userData'),
      platform: process.platform,
    }),

    'dialog.openFiles': async () => ({ consoleIds: await openFiles(await chooseFiles(services.window())) }),
    'dialog.chooseDirectory': async ({ purpose }) => ({ path: await chooseDirectory(services.window(), purpose) }),

    'settings.get': () => settings.value,
    'settings.set': (change) => changeSettings(change),

    'console.list': () => consoles.list(),
    'console.open': ({ spec, name }) => consoles.open(spec, name),
    'console.detach': async ({ id }) => {
      await consoles.detach(id);
      lab.consolesChanged();
      return {};
    },
    'console.rename': ({ id, name }) => {
      consoles.rename(id, name);
      return {};
    },
    'console.remove': async ({ id, deleteCapture }) => {
      await consoles.remove(id, deleteCapture);
      lab.consolesChanged();
      return {};
    },
    'console.type': ({ id, text }) => {
      consoles.type(id, text);
      return {};
    },
    'console.break': async ({ id }) => {
      await consoles.act(id, { do: 'break' });
      return {};
    },
    'console.resize': async ({ id, columns, rows }) => {
      await consoles.act(id, { do: 'resize', columns, rows });
      return {};
    },
    'console.qmp': async ({ id, command }) => ({ status: (await consoles.act(id, { do: 'qmp', command })) ?? '' }),
    'console.power': async ({ id, action }) => {
      await consoles.act(id, { do: 'power', action });
      return {};
    },
    'folder.open': async ({ path }) => ({ consoleIds: await profiles.openFolder(path) }),
    'serial.list': () => listSerialPorts(),
    'profile.reopen': () => profiles.reopen(),
    'console.rows': (params) => hosts.ask('console.rows', params),
    'console.reopen': ({ id }) => consoles.reopen(id),

    'capture.list': (limits) => services.captures.list(limits),
    'capture.delete': async ({ id }) => {
      await services.captures.delete(id);
      return {};
    },

    'trigger.list': ({ consoleId }) => services.watch.triggers.list(consoleId),
    'answer.list': ({ consoleId }) => services.watch.answers.list(consoleId),
    'console.sysrq': ({ id, key, way, report }) => services.watch.press(id, key, way, report),
    'console.lineAt': (params) => hosts.ask('console.lineAt', params),
    'console.bytes': (params) => hosts.ask('console.bytes', params),

    'console.boots': (params) => hosts.ask('console.boots', params),
    'console.notes': (params) => hosts.ask('console.notes', params),
    'merged.rows': (params) => hosts.ask('merged.rows', params),
    'merged.find': (params) => hosts.ask('merged.find', params),
    'merged.unfold': (params) => hosts.ask('merged.unfold', params),

    'search.prepare': (params) => hosts.ask('search.prepare', params),
    'search.start': (params) => hosts.ask('search.start', params),
    'search.results': (params) => hosts.ask('search.results', params),
    'search.near': (params) => hosts.ask('search.near', params),
    'search.hits': (params) => hosts.ask('search.hits', params),
    'search.cancel': (params) => hosts.ask('search.cancel', params),
    'view.open': (params) => hosts.ask('view.open', params),
    'view.close': (params) => hosts.ask('view.close', params),
    'view.rows': (params) => hosts.ask('view.rows', params),
    'view.find': (params) => hosts.ask('view.find', params),
    'view.unfold': (params) => hosts.ask('view.unfold', params),
    'log.times': (params) => hosts.ask('log.times', params),
    'log.atTime': (params) => hosts.ask('log.atTime', params),

    'report.list': () => consoles.reports(),
    'report.get': (params) => hosts.ask('report.get', params),

    'code.trees': () => [...trees.list],
    'code.locate': (params) => hosts.ask('code.locate', params),
    'code.read': (params) => hosts.ask('code.read', params),

    'notebook.list': () => notebooks.list(),
    'notebook.create': ({ title }) => notebooks.create(title),
    'notebook.read': ({ file }) => notebooks.read(file),
    'notebook.write': ({ file, text, expectedModifiedAt }) => notebooks.write(file, text, expectedModifiedAt),

    'lab.status': () => lab.status(),
    'lab.start': ({ kernel }) => lab.start(kernel),
    'lab.stop': async () => {
      await lab.stop();
      return {};
    },
    'lab.provoke': ({ name }) => {
      lab.provoke(name);
      return {};
    },

    'example.list': () => listExamples(services.examplesDirectory),

    ...scenarioHandlers(new Scenarios(path.join(services.examplesDirectory, 'cases')), services.window),
  };
}

/** Let the user choose logs. @returns paths, none when they changed their mind */
export async function chooseFiles(window: BrowserWindow | undefined): Promise<readonly string[]> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open logs',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'All files', extensions: ['*'] },
      { name: 'Logs and mails', extensions: ['log', 'txt', 'eml', 'mbox', 'dmesg'] },
    ],
  };
  const chosen = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return chosen.canceled ? [] : chosen.filePaths;
}

async function chooseDirectory(
  window: BrowserWindow | undefined,
  purpose: 'notebooks' | 'source-tree',
): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = {
    title: purpose === 'notebooks' ? 'Folder for notebooks' : 'Kernel source tree',
    properties: ['openDirectory', 'createDirectory'],
  };
  const chosen = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return chosen.canceled ? undefined : chosen.filePaths[0];
}
