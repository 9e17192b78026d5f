/** The list of consoles: what the console host and the analysis host say about each, in one place. */
import * as fs from 'node:fs/promises';
import { partsOf } from '../../shared/console-log/parts.ts';
import type {
  AnySpec,
  Console,
  EventName,
  EventPayload,
  Problem,
  ReportSummary,
  SourceSpec,
} from '../../shared/contract/ipc.ts';
import type { SysRqWay } from '../../shared/contract/ipc/triggers.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import {
  CAPTURE_SCHEMA,
  captureFiles,
  isCaptureId,
  newCaptureId,
  readFacts,
  type CaptureFiles,
  type CaptureHeader,
  type CaptureNote,
} from '../node/capture-format.ts';
import { appendNote } from '../node/capture-notes.ts';
import type {
  FromAnalysisHost,
  FromConsoleHost,
  HostSource,
  SourceAction,
  ToAnalysisHost,
  ToConsoleHost,
} from '../node/host-protocol.ts';
import { ProblemError } from '../node/problem.ts';
import { throttle, type Throttled } from '../node/throttle.ts';
import { sendSignal } from '../node/processes.ts';
import { comesBack, isLive, liveSource, nameOfSpec, TYPED_INTO, type ResolvedSource } from './console-sources.ts';
import { SourceActions } from './source-actions.ts';

/** Changes of one console are told at most this often, in milliseconds. */
const TELL_EVERY = 50;
/** How long to wait for a source to stop, in milliseconds. */
const STOP_WITHIN = 3000;

export interface ConsolesOptions {
  /** Where the captures are. */
  readonly directory: string;
  readonly toConsole: (message: ToConsoleHost) => void;
  readonly toAnalysis: (message: ToAnalysisHost) => void;
  readonly tell: <K extends EventName>(name: K, payload: EventPayload<K>) => void;
  /** What the user calls the capture of an earlier session, if they have said so. */
  readonly nameOf?: (id: string) => string | undefined;
  readonly onRenamed?: (id: string, name: string) => void;
  /** A console is recorded into another part now. */
  readonly onContinued?: () => void;
  /** The list has changed: ids in its order. */
  readonly onList: (ids: readonly string[]) => void;
  /** Name and openable form of a source. @throws ProblemError when there is no such thing */
  readonly resolve: (spec: SourceSpec) => Promise<ResolvedSource>;
}

interface Entry {
  console: Console;
  /** Absent for a capture of an earlier session: nobody writes to it. */
  readonly recording?: { readonly header: CaptureHeader; readonly source: HostSource };
  processGroup?: number | undefined;
  readonly reports: Map<string, ReportSummary>;
  /** The capture is being read anew: ids of reports that were not found again so far, and how far there is to read. */
  rereading?: { readonly missing: Set<string>; readonly until: number } | undefined;
  readonly changed: Throttled;
  readonly waitingForEnd: (() => void)[];
}

const isOver = ({ state }: Console): boolean => state === 'ended' || state === 'failed';

export class Consoles {
  readonly #options: ConsolesOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #actions: SourceActions;

  constructor(options: ConsolesOptions) {
    this.#options = options;
    this.#actions = new SourceActions(options.toConsole);
  }

  list(): Console[] {
    return [...this.#entries.values()].map((entry) => entry.console);
  }

  reports(): ReportSummary[] {
    return [...this.#entries.values()].flatMap((entry) => [...entry.reports.values()]);
  }

  /** @throws ProblemError when the list has no such console */
  get(id: string): Console {
    return this.#entry(id).console;
  }

  /** The files of a capture, whether it is in the list or not. */
  filesOf(id: string): CaptureFiles {
    return captureFiles(this.#options.directory, id);
  }

  /** Start recording a source. @param called what the user calls it, if they have said so */
  async open(spec: AnySpec, called?: string): Promise<Console> {
    const { name: usualName, source } = isLive(spec)
      ? { name: nameOfSpec(spec), source: liveSource(spec, this.#options.directory) }
      : await this.#options.resolve(spec);
    const name = called ?? usualName;
    const startedAt = Date.now();
    const id = newCaptureId(name, new Date(startedAt));
    const shownSpec: AnySpec = spec.kind === 'text' ? { ...spec, text: '' } : spec;
    const files = captureFiles(this.#options.directory, id);
    const header: CaptureHeader = { schema: CAPTURE_SCHEMA, id, name, spec: shownSpec, startedAt };
    const entry = this.#add(
      {
        ...emptyConsole(id, name, shownSpec, files.log, startedAt),
        state: 'connecting',
        canType: TYPED_INTO.has(source.kind),
      },
      { header, source },
    );
    const original = source.kind === 'file' ? { original: source.path } : {};
    this.#options.toAnalysis({ type: 'watch', id, name, files, ended: false, ...original });
    this.#options.toConsole({ type: 'open', header, source, files, resume: false });
    entry.changed();
    return entry.console;
  }

  /** Put the capture of an earlier session into the list. @throws ProblemError when there is none of that id */
  async reopen(id: string): Promise<Console> {
    const known = this.#entries.get(id);
    if (known !== undefined) return known.console;
    const missing = new ProblemError({
      code: 'no-capture',
      message: `There is no capture ${id} in ${this.#options.directory}.`,
      hint: 'It may have been deleted, or belongs to another user or machine.',
    });
    if (!isCaptureId(id)) throw missing;
    const files = captureFiles(this.#options.directory, id);
    const info = await fs.stat(files.log).catch(() => undefined);
    if (info?.isFile() !== true) throw missing;
    const facts = await readFacts(id, files.events);
    const name = this.#options.nameOf?.(id) ?? facts.name;
    const again = this.#entries.get(id);
    if (again !== undefined) return again.console;
    const entry = this.#add({
      ...emptyConsole(
        id,
        name,
        facts.spec ?? { kind: 'file', path: files.log },
        files.log,
        facts.startedAt ?? info.mtimeMs,
      ),
      ...(facts.continues === undefined ? {} : { continues: facts.continues, part: facts.part }),
      state: 'ended',
      bytes: info.size,
    });
    this.#options.toAnalysis({ type: 'watch', id, name, files, ended: true });
    entry.changed();
    return entry.console;
  }

  /** The captures of the last session that are still there and hold something. */
  async restore(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (!isCaptureId(id)) continue;
      const info = await fs.stat(captureFiles(this.#options.directory, id).log).catch(() => undefined);
      if (info !== undefined && info.size > 0) await this.reopen(id);
    }
  }

  /** Call a console, all its parts, something else, now and when it is opened again. Its files keep their names. */
  rename(id: string, name: string): void {
    for (const one of partsOf(this.list(), this.#entry(id).console)) this.#rename(one.id, name);
  }

  #rename(id: string, name: string): void {
    const entry = this.#entry(id);
    this.#update(entry, { name });
    this.#options.toAnalysis({ type: 'renamed', id, name });
    for (const [reportId, summary] of entry.reports) {
      const renamed = { ...summary, consoleName: name };
      entry.reports.set(reportId, renamed);
      this.#options.tell('report.changed', renamed);
    }
    this.#options.onRenamed?.(id, name);
  }

  /** Stop the source; resolves when it has stopped. */
  async detach(id: string): Promise<void> {
    const entry = this.#entry(id);
    if (isOver(entry.console)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, STOP_WITHIN);
      entry.waitingForEnd.push(() => {
        clearTimeout(timer);
        resolve();
      });
      this.#options.toConsole({ type: 'detach', id });
    });
  }

  /** Take a console out of the list; its files stay unless `deleteCapture`. */
  async remove(id: string, deleteCapture: boolean): Promise<void> {
    const entry = this.#entry(id);
    await this.detach(id);
    this.#entries.delete(id);
    this.#options.toAnalysis({ type: 'unwatch', id });
    this.#options.tell('report.removed', { ids: [...entry.reports.keys()] });
    this.#options.tell('console.removed', { id });
    this.#tellList();
    // An empty capture is of no use to anybody.
    if (!deleteCapture && entry.console.bytes > 0) return;
    const files = captureFiles(this.#options.directory, id);
    await Promise.all([fs.rm(files.log, { force: true }), fs.rm(files.events, { force: true })]);
  }

  /** Type into a console. @throws ProblemError when it takes none now */
  type(id: string, text: string): void {
    const { console } = this.#latest(id);
    if (!console.canType || console.state !== 'connected') {
      throw new ProblemError({
        code: 'not-connected',
        message: `Nothing was typed: ${console.name} is ${console.canType ? 'not connected' : 'only read'}.`,
        hint: console.canType ? 'Wait until it is connected.' : 'Attach to a socket or a command to type.',
      });
    }
    this.#options.toConsole({ type: 'type', id: console.id, text });
  }

  /**
   * Have a source do something: BREAK, resize, QMP, power.
   * @returns what there is to tell
   * @throws ProblemError when it can't be done, or nobody answers
   */
  act(id: string, action: SourceAction): Promise<string | undefined> {
    const { console } = this.#latest(id);
    const isPossible =
      action.do === 'sysrq' ? this.#canPress(console, action.way) : (console.abilities ?? []).includes(action.do);
    if (!isPossible) {
      throw new ProblemError({
        code: 'not-possible',
        message: `${console.name} cannot do that now.`,
        hint: 'Look at its state in the list of consoles.',
      });
    }
    return this.#actions.ask(console, action, (result) => {
      if (action.do === 'qmp') this.#guestIs(console.id, result);
    });
  }

  /** Note something in the sidecar of a capture, also when nothing records it any more. */
  async note(id: string, note: CaptureNote): Promise<void> {
    const { console, recording } = this.#entry(id);
    if (recording !== undefined && !isOver(console)) {
      this.#options.toConsole({ type: 'note', id, note });
      return;
    }
    await appendNote(captureFiles(this.#options.directory, id), note);
  }

  #guestIs(id: string, guest: string | undefined): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined && entry.console.guest !== guest) this.#update(entry, { guest });
  }

  #canPress({ canType, state, abilities = [] }: Console, { by }: SysRqWay): boolean {
    return canType && state === 'connected' && (by === 'command' || abilities.includes('break'));
  }

  /** What the console host says. */
  onConsoleMessage(message: FromConsoleHost): void {
    if (message.type === 'problem') {
      this.#options.tell('app.problem', message.problem);
      return;
    }
    if (message.type === 'bye') return;
    if (message.type === 'acted') {
      this.#actions.onActed(message);
      return;
    }
    if (message.type === 'continued') {
      this.#onContinued(message.from, message.header);
      return;
    }
    const entry = this.#entries.get(message.id);
    if (entry === undefined) return;
    if (message.type === 'bytes') this.#update(entry, { bytes: message.bytes });
    else {
      entry.processGroup = message.processGroup;
      // A guest that is gone has no state.
      const isGone = message.status.state !== 'connected' || message.status.abilities?.includes('qmp') !== true;
      this.#update(entry, { ...message.status, bytes: message.bytes, ...(isGone ? { guest: undefined } : {}) });
    }
  }

  /** The recording goes on in a next capture: a console of its own, under the same name. */
  #onContinued(from: string, header: CaptureHeader): void {
    const before = this.#entries.get(from);
    if (before?.recording === undefined || this.#entries.has(header.id)) return;
    const { name, spec, state, canType } = before.console;
    const { id, startedAt, part } = header;
    const files = captureFiles(this.#options.directory, id);
    const entry = this.#add(
      { ...emptyConsole(id, name, spec, files.log, startedAt), state, canType, continues: from, part },
      { header, source: before.recording.source },
    );
    entry.processGroup = before.processGroup;
    before.processGroup = undefined;
    // Whoever waits for its end waits for that of the source.
    entry.waitingForEnd.push(...before.waitingForEnd.splice(0));
    if (name !== header.name) this.#options.onRenamed?.(id, name);
    // Its first bytes are there before we hear of it.
    this.#options.toAnalysis({ type: 'watch', id, name, files, ended: false, isNew: true });
    entry.changed();
    this.#options.onContinued?.();
  }

  /** What the analysis host says about captures and reports. */
  onAnalysisMessage(message: Extract<FromAnalysisHost, { type: 'progress' | 'reports' | 'reread' }>): void {
    if (message.type === 'reread') {
      this.#onReread(message.id, message.bytes);
      return;
    }
    if (message.type === 'progress') {
      const { lines, indexedBytes, analysedBytes, boots, reports } = message;
      const entry = this.#entries.get(message.id);
      if (entry !== undefined) {
        const bytes = Math.max(entry.console.bytes, indexedBytes);
        this.#update(entry, { lines, indexedBytes, analysedBytes, boots, reports, bytes });
        if (entry.rereading !== undefined && analysedBytes >= entry.rereading.until) this.#dropMissing(entry);
      }
      return;
    }
    for (const told of message.summaries) {
      const entry = this.#entries.get(told.consoleId);
      if (entry === undefined) continue;
      const summary = { ...told, consoleName: entry.console.name };
      entry.reports.set(summary.id, summary);
      entry.rereading?.missing.delete(summary.id);
      this.#options.tell('report.changed', summary);
    }
  }

  /** Reports stay until it is known that they are not in the copy: most are, and somebody may be looking at one. */
  #onReread(id: string, bytes: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.rereading = { missing: new Set(entry.reports.keys()), until: bytes };
    this.#update(entry, { bytes, lines: 0, indexedBytes: 0, analysedBytes: 0, boots: 0, reports: 0 });
  }

  #dropMissing(entry: Entry): void {
    const ids = [...(entry.rereading?.missing ?? [])];
    entry.rereading = undefined;
    if (ids.length === 0) return;
    for (const id of ids) entry.reports.delete(id);
    this.#options.tell('report.removed', { ids });
  }

  /** The console host died: its commands have no reader any more. */
  onConsoleHostLost(): void {
    for (const entry of this.#entries.values()) {
      if (entry.processGroup !== undefined) sendSignal(-entry.processGroup, 'SIGTERM');
      entry.processGroup = undefined;
      if (!isOver(entry.console)) this.#update(entry, { state: 'reconnecting' });
    }
  }

  /** The console host is back: record on where that is possible. */
  onConsoleHostBack(): void {
    for (const entry of this.#entries.values()) {
      if (entry.recording === undefined || isOver(entry.console)) continue;
      const { header, source } = entry.recording;
      const { id } = header;
      if (comesBack(source)) {
        const files = captureFiles(this.#options.directory, id);
        this.#options.toConsole({ type: 'open', header, source, files, resume: true });
      } else {
        this.#update(entry, { state: 'ended', canType: false, problem: RECORDER_STOPPED });
        this.#options.toAnalysis({ type: 'ended', id });
      }
    }
  }

  /** The analysis host is there and knows nothing: let it read everything (again). */
  onAnalysisHostReady(): void {
    for (const { console } of this.#entries.values()) {
      const { id, name } = console;
      const files = captureFiles(this.#options.directory, id);
      this.#options.toAnalysis({ type: 'watch', id, name, files, ended: isOver(console) });
    }
  }

  /** Whoever speaks to a part that was continued just now means the source, which goes on. */
  #latest(id: string): Entry {
    const { console } = this.#entry(id);
    return this.#entry(partsOf(this.list(), console).at(-1)?.id ?? id);
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) {
      throw new ProblemError({ code: 'no-console', message: `There is no console ${id} in the list.` });
    }
    return entry;
  }

  #add(console: Console, recording?: Entry['recording']): Entry {
    const entry: Entry = {
      console,
      recording,
      reports: new Map(),
      waitingForEnd: [],
      changed: throttle(TELL_EVERY, () => {
        if (this.#entries.get(console.id) === entry) this.#options.tell('console.changed', entry.console);
      }),
    };
    this.#entries.set(console.id, entry);
    this.#tellList();
    return entry;
  }

  #update(entry: Entry, change: Partial<Console>): void {
    entry.console = { ...entry.console, ...change };
    entry.changed();
    if (isOver(entry.console)) for (const resolve of entry.waitingForEnd.splice(0)) resolve();
  }

  #tellList(): void {
    this.#options.onList([...this.#entries.keys()]);
  }
}

const RECORDER_STOPPED: Problem = {
  code: 'recorder-stopped',
  message: 'The process that recorded this console stopped; what came until then is kept.',
  hint: 'Open it again.',
};

function emptyConsole(id: string, name: string, spec: AnySpec, capturePath: string, startedAt: number): Console {
  return {
    id,
    name,
    spec,
    state: 'connecting',
    attempts: 0,
    startedAt: epochMilliseconds(startedAt),
    capturePath,
    bytes: 0,
    lines: 0,
    indexedBytes: 0,
    analysedBytes: 0,
    boots: 0,
    reports: 0,
    canType: false,
  };
}
