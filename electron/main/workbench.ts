/** Puts the services together: who tells whom what. Each of them knows only what it is given here. */
import { app, ipcMain, screen, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EventName, EventPayload, Problem, Settings, SourceSpec } from '../../shared/contract/ipc.ts';
import { collectGarbage } from '../node/after-work.ts';
import { problemOf } from '../node/problem.ts';
import type { Arguments } from './arguments.ts';
import { Captures } from './captures.ts';
import { nameOfSpec, type ResolvedSource } from './console-sources.ts';
import { Consoles } from './consoles.ts';
import { findExample } from './examples.ts';
import { chooseFiles, makeHandlers } from './handlers.ts';
import { Hosts } from './hosts.ts';
import { serveRequests, tell } from './ipc-server.ts';
import { Lab } from './lab.ts';
import { isOurs } from './lockdown.ts';
import { installMenu } from './menu.ts';
import { Notebooks } from './notebooks.ts';
import { resourcesDirectory, scriptsDirectory } from './paths.ts';
import { idOf, isScenarioFile } from './scenarios.ts';
import { SessionStore, visibleBounds } from './session.ts';
import { SettingsStore, jsonFile } from './settings.ts';
import { Trees } from './trees.ts';
import { notifyOn } from './trigger-notification.ts';
import { traceStart } from './start-trace.ts';
import { Watch } from './watch.ts';
import { createWorkbenchWindow } from './window.ts';

/** Between the page's first request and its commands being there, in milliseconds. */
const PAGE_SETTLES = 250;
const examplesDirectory = path.join(resourcesDirectory, 'examples');

export class Workbench {
  readonly #settings: SettingsStore;
  readonly #session: SessionStore;
  readonly #consoles: Consoles;
  readonly #captures: Captures;
  readonly #hosts: Hosts;
  readonly #lab: Lab;
  readonly #notebooks = new Notebooks((file) => this.#tell('notebook.changedOnDisk', { file }));
  readonly #trees = new Trees();
  readonly #watch: Watch = new Watch({
    triggers: () => this.#settings.value.triggers,
    consoles: () => this.#consoles,
    hosts: () => this.#hosts,
    tell: (name, payload) => this.#tell(name, payload),
    onError: (error) => this.problem(problemOf(error)),
    onFired: (fired, trigger, details) => {
      this.#tell('trigger.fired', fired);
      notifyOn(
        fired,
        trigger,
        details,
        () => this.#window,
        (consoleId, line) => {
          this.showWindow();
          this.#tell('app.command', {
            id: 'go.console',
            argument: line === undefined ? consoleId : `${consoleId} ${line}`,
          });
        },
      );
    },
  });
  readonly #codeIndexDirectory: string;
  #window: BrowserWindow | undefined;
  /** Problems and commands from before the page listened. */
  readonly #untoldProblems: Problem[] = [];
  readonly #untoldCommands: EventPayload<'app.command'>[] = [];
  #pageListens = false;
  #isRestored = false;

  constructor() {
    const userData = app.getPath('userData');
    const captures = path.join(userData, 'captures');
    fs.mkdirSync(captures, { recursive: true, mode: 0o700 });
    this.#codeIndexDirectory = path.join(userData, 'code-index');
    this.#settings = new SettingsStore(jsonFile(userData, 'settings'));
    this.#session = new SessionStore(jsonFile(userData, 'session'));
    this.#consoles = new Consoles({
      directory: captures,
      toConsole: (message) => this.#hosts.toConsole(message),
      toAnalysis: (message) => this.#hosts.toAnalysis(message),
      tell: (name, payload) => {
        this.#tell(name, payload);
        this.#watch.onTold(name, payload);
      },
      onList: (consoles) => {
        if (this.#isRestored) this.#session.set({ consoles: [...consoles] });
      },
      resolve: (spec) => this.#resolve(spec),
      onContinued: () => this.#lab.consolesChanged(),
      nameOf: (id) => this.#session.value.names[id],
      onRenamed: (id, name) => this.#session.set({ names: { ...this.#session.value.names, [id]: name } }),
    });
    this.#captures = new Captures({
      directory: captures,
      notebooks: () => this.#settings.value.notebookDirectory,
      limits: () => this.#settings.value,
      consoles: () => this.#consoles.list(),
      release: (id) => this.#consoles.remove(id, false),
      onError: (error) => this.problem(problemOf(error)),
    });
    this.#hosts = new Hosts({
      onConsoleMessage: (message) => this.#consoles.onConsoleMessage(message),
      onAnalysisMessage: (message) => {
        if (message.type === 'trees') {
          this.#trees.set(message.trees);
          this.#tell('code.treesChanged', message.trees);
        } else if (message.type === 'problem') this.problem(message.problem);
        else if (message.type === 'triggered') this.#watch.triggers.onPrinted(message);
        else if (message.type === 'trigger-failed') this.#triggerFailed(message.trigger, message.problem);
        else if (message.type === 'search') this.#tell('search.changed', message.status);
        else if (message.type === 'view') this.#tell('view.changed', message.status);
        else if (message.type === 'work-over') collectGarbage();
        else this.#consoles.onAnalysisMessage(message);
      },
      onConsoleHostLost: () => this.#consoles.onConsoleHostLost(),
      onConsoleHostBack: () => {
        this.#tellParts();
        this.#consoles.onConsoleHostBack();
      },
      onAnalysisHostReady: () => {
        this.#tellTriggers();
        this.#consoles.onAnalysisHostReady();
        this.#tellTrees();
      },
      onProblem: (problem) => this.problem(problem),
    });
    this.#lab = new Lab({
      userData,
      resourcesDirectory,
      scriptsDirectory,
      findConsole: (kernel) =>
        this.#consoles
          .list()
          .findLast(
            ({ spec, state }) =>
              spec.kind === 'lab' && spec.kernel === kernel && state !== 'ended' && state !== 'failed',
          ),
      attach: (spec) => this.#consoles.open(spec),
      type: (id, text) => this.#consoles.type(id, text),
      onChanged: (status) => this.#tell('lab.changed', status),
      onProblem: (problem) => this.problem(problem),
      onSource: (directory) => {
        const { sourceTrees } = this.#settings.value;
        if (!sourceTrees.includes(directory)) this.#changeSettings({ sourceTrees: [...sourceTrees, directory] });
      },
    });
  }

  /** The app is ready: window, hosts, what was open, what is asked for. */
  async start(asked: Arguments): Promise<void> {
    serveRequests(
      ipcMain,
      makeHandlers({
        watch: this.#watch,
        consoles: this.#consoles,
        captures: this.#captures,
        hosts: this.#hosts,
        lab: this.#lab,
        notebooks: this.#notebooks,
        settings: this.#settings,
        trees: this.#trees,
        examplesDirectory,
        window: () => this.#window,
        openFiles: (files) => this.openFiles(files),
        onProblem: (problem) => this.problem(problem),
        changeSettings: (change) => this.#changeSettings(change),
      }),
      (event) => this.#isTrusted(event),
    );
    installMenu({
      openFiles: () => void chooseFiles(this.#window).then((files) => this.openFiles(files)),
      command: (id) => this.#command(id),
    });
    this.showWindow();
    // Before anything records again.
    await this.#captures.rescue().catch((error: unknown) => this.problem(problemOf(error)));
    this.#hosts.start();
    this.#tellParts();
    this.#notebooks.setDirectory(this.#settings.value.notebookDirectory);
    if (this.#settings.value.reopenCaptures) await this.#consoles.restore(this.#session.value.consoles);
    this.#isRestored = true;
    this.#captures.start();
    this.#session.set({ consoles: this.#consoles.list().map(({ id }) => id) });
    await this.showAndOpen(asked);
  }

  /** Bring the window forward and open what was asked for. */
  async showAndOpen({ files, links, pipes, lab }: Arguments): Promise<void> {
    this.showWindow();
    await this.openFiles(files);
    for (const link of links) this.#command('go.link', link);
    for (const path of pipes) await this.#consoles.open({ kind: 'pipe', path });
    if (!lab) return;
    await this.#lab.start('6.12').catch((error: unknown) => this.problem(problemOf(error)));
    this.#command('lab.show');
  }

  /** Open logs; those that can't be are consoles too, with the reason. @returns console ids */
  async openFiles(files: readonly string[]): Promise<string[]> {
    const ids: string[] = [];
    for (const file of files) {
      if (isScenarioFile(file)) {
        this.#command('scenario.open', idOf(file));
        continue;
      }
      try {
        ids.push((await this.#consoles.open({ kind: 'file', path: file })).id);
      } catch (error) {
        this.problem(problemOf(error));
      }
    }
    return ids;
  }

  showWindow(): void {
    if (this.#window !== undefined && !this.#window.isDestroyed()) {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.focus();
      return;
    }
    const { bounds, maximized } = this.#session.value;
    const screens = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = createWorkbenchWindow(visibleBounds(bounds, screens));
    if (maximized) window.maximize();
    traceStart(window);
    this.#window = window;
    window.on('close', () => {
      this.#session.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    });
    window.on('closed', () => {
      this.#window = undefined;
      this.#pageListens = false;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      this.#pageListens = false;
      this.#untoldProblems.push({
        code: 'page-died',
        message: `The window's page stopped (${reason}) and was loaded again.`,
        hint: 'Recording was not affected.',
      });
      window.webContents.reload();
    });
  }

  /** At quit: sources stopped and everything written. */
  async stop(): Promise<void> {
    this.#notebooks.close();
    this.#lab.quit();
    await this.#hosts.stop();
  }

  /** Only the main frame of our window, showing a page of ours, may ask. */
  #isTrusted({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
    const ours = this.#window?.webContents;
    const trusted =
      ours !== undefined && sender === ours && senderFrame === ours.mainFrame && isOurs(senderFrame?.url ?? '');
    if (trusted) this.#pageIsThere();
    return trusted;
  }

  /** The page asks, so it listens as well: tell it what it missed. */
  #pageIsThere(): void {
    if (this.#pageListens) return;
    this.#pageListens = true;
    setTimeout(() => {
      for (const problem of this.#untoldProblems.splice(0)) this.#tell('app.problem', problem);
      for (const command of this.#untoldCommands.splice(0)) this.#tell('app.command', command);
    }, PAGE_SETTLES);
  }

  #changeSettings(change: Partial<Settings>): Settings {
    const before = this.#settings.value;
    const now = this.#settings.set(change);
    this.#notebooks.setDirectory(now.notebookDirectory);
    if (before.sourceTrees.join('\0') !== now.sourceTrees.join('\0')) this.#tellTrees();
    if (JSON.stringify(before.triggers) !== JSON.stringify(now.triggers)) {
      this.#tellTriggers();
      this.#watch.triggers.onChanged();
    }
    if (before.capturePartBytes !== now.capturePartBytes) this.#tellParts();
    this.#tell('settings.changed', now);
    return now;
  }

  #tellParts(): void {
    this.#hosts.toConsole({ type: 'parts', bytes: this.#settings.value.capturePartBytes });
  }

  #tellTriggers(): void {
    this.#hosts.toAnalysis({ type: 'triggers', triggers: [...this.#watch.triggers.active] });
  }

  /** Its pattern cannot be tried: switched off, so that the settings show it. */
  #triggerFailed(failed: string, problem: Problem): void {
    const triggers = this.#settings.value.triggers ?? [];
    this.#changeSettings({
      triggers: triggers.map((trigger) => (trigger.id === failed ? { ...trigger, isEnabled: false } : trigger)),
    });
    this.problem(problem);
  }

  #tellTrees(): void {
    const paths = this.#settings.value.sourceTrees;
    this.#tell('code.treesChanged', [...this.#trees.name(paths)]);
    this.#hosts.toAnalysis({ type: 'trees', paths: [...paths], cacheDirectory: this.#codeIndexDirectory });
  }

  async #resolve(spec: SourceSpec): Promise<ResolvedSource> {
    const name = nameOfSpec(spec);
    switch (spec.kind) {
      case 'file':
      case 'follow':
      case 'command':
        return { name, source: spec };
      case 'unix':
        return { name, source: { ...spec, eager: false } };
      case 'text':
        return { name, source: { kind: 'text', text: spec.text } };
      case 'lab':
        return {
          name,
          source: {
            kind: 'unix',
            path: this.#lab.serialSocket(spec.kernel),
            eager: true,
            qmp: this.#lab.qmpSocket(spec.kernel),
          },
        };
      case 'example': {
        const { title, log, timing } = await findExample(examplesDirectory, spec.id);
        return { name: title, source: { kind: 'playback', log, timing, speed: spec.speed } };
      }
    }
  }

  /** Show a problem until the user dismisses it; kept while no page is there. */
  problem(problem: Problem): void {
    if (this.#pageListens) this.#tell('app.problem', problem);
    else this.#untoldProblems.push(problem);
  }

  /** Ask the page to run a command of its table. */
  #command(id: string, argument?: string): void {
    const command = { id, ...(argument === undefined ? {} : { argument }) };
    if (this.#pageListens) this.#tell('app.command', command);
    else this.#untoldCommands.push(command);
  }

  #tell<K extends EventName>(name: K, payload: EventPayload<K>): void {
    tell(this.#window === undefined ? [] : [this.#window], name, payload);
  }
}
