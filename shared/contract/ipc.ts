/**
 * Everything that crosses from the renderer to the main process and back, as data. The handlers, the callers and the
 * preload are derived from these two tables; every payload is validated against them on arrival.
 *
 * A request answers with `IpcResult`: errors are values with a code, a sentence and the next thing to do, never a
 * rejected promise with a stack in it.
 */
import { z } from 'zod';
import { scenarioRequests } from './scenario-files.ts';
import { Report, ReportKind, ReportLine, TaskRef, Completeness } from './report.ts';
import { EpochMilliseconds, LineNumber, Seconds } from './units.ts';

/** Longest text one request may carry (pasted logs, notebooks), in UTF-16 units. */
export const MAX_TEXT = 64 * 1024 * 1024;
const Path = z.string().min(1).max(4096);
const Id = z.string().min(1).max(200);

// ---------------------------------------------------------------- sources and captures

/** What a QEMU chardev, on a unix socket or over TCP, may come with. */
const QEMU_EXTRAS = {
  /** We serve the address and wait; QEMU connects (`server=off`). */
  listen: z.boolean().optional(),
  /** Its QMP socket (`-qmp unix:PATH,server=on,wait=off`), for stop, cont, reset, quit and BREAK. */
  qmp: Path.optional(),
  /** The chardev's `logfile=`: what was printed before we attached is read from it, once. */
  logfile: Path.optional(),
};

/** How a serial line is set. */
export const SerialLine = z.object({
  baudRate: z.number().int().min(50).max(4_000_000).default(115_200),
  dataBits: z.union([z.literal(5), z.literal(6), z.literal(7), z.literal(8)]).default(8),
  parity: z.enum(['none', 'odd', 'even', 'mark', 'space']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
  flow: z.enum(['none', 'hardware', 'software']).default('none'),
});
export type SerialLine = z.infer<typeof SerialLine>;

/** Where bytes come from. Each is recorded into a capture file before anybody parses or draws it. */
export const SourceSpec = z.discriminatedUnion('kind', [
  /** A log read once, to its end. */
  z.object({ kind: z.literal('file'), path: Path }),
  /** A file that grows; survives truncation and replacement. */
  z.object({ kind: z.literal('follow'), path: Path }),
  /** A QEMU chardev, `-serial unix:PATH,server=on,wait=off`: we connect, for ever; or with `listen` wait for QEMU. */
  z.object({ kind: z.literal('unix'), path: Path, ...QEMU_EXTRAS }),
  /** A command run by `sh -c`; its stdout and stderr, in arrival order. Ends when the command ends. */
  z.object({ kind: z.literal('command'), command: z.string().min(1).max(32_768), cwd: Path.optional() }),
  /** Text from the clipboard or standard input. */
  z.object({ kind: z.literal('text'), name: z.string().min(1).max(200), text: z.string().max(MAX_TEXT) }),
  /** A recording shipped with Lockstep, played back at its own pace (`speed` 1) or faster. */
  z.object({ kind: z.literal('example'), id: Id, speed: z.number().positive().max(1000).default(1) }),
  /** The lab kernel in QEMU, started by us; attached over its unix socket. */
  z.object({ kind: z.literal('lab'), kernel: z.enum(['6.12', '6.1']).default('6.12') }),
]);
export type SourceSpec = z.infer<typeof SourceSpec>;

const Port = z.number().int().min(1).max(65_535);
const Host = z.string().min(1).max(255);

/** Sources whose description is all the console host needs: no names to resolve, nothing to start in main. */
export const LiveSpec = z.discriminatedUnion('kind', [
  /**
   * A TCP port. `telnet`: RFC 854 commands are answered and kept out of the capture. `rfc2217`: telnet that also sets
   * the far side's serial line (ser2net, conserver).
   */
  z.object({
    kind: z.literal('tcp'),
    host: Host,
    port: Port,
    protocol: z.enum(['raw', 'telnet', 'rfc2217']).default('raw'),
    /** Of the far side, with `rfc2217`; absent: left as it is. */
    line: SerialLine.optional(),
    ...QEMU_EXTRAS,
  }),
  z.object({ kind: z.literal('serial'), path: Path, line: SerialLine.default(() => SerialLine.parse({})) }),
  /** A command on a pseudo terminal: ssh, virsh console, tio, a shell. */
  z.object({ kind: z.literal('pty'), command: z.string().min(1).max(32_768), cwd: Path.optional() }),
  /** A QEMU that we start by `sh -c`; its serial line and its QMP socket are added to the command line. */
  z.object({ kind: z.literal('qemu'), command: z.string().min(1).max(32_768), cwd: Path.optional() }),
  /** The kernel's netconsole, plain or extended format, to this UDP port. */
  z.object({ kind: z.literal('netconsole'), host: Host.default('0.0.0.0'), port: Port.default(6666) }),
]);
export type LiveSpec = z.infer<typeof LiveSpec>;

export const AnySpec = z.union([SourceSpec, LiveSpec]);
export type AnySpec = z.infer<typeof AnySpec>;
export type SourceSpecInput = z.input<typeof AnySpec>;

export const SourceState = z.enum([
  'connecting', // first attempt under way
  'connected', // bytes can arrive
  'reconnecting', // lost or refused; trying again
  'ended', // the file was read, the command has exited, or the user detached it
  'failed', // cannot go on; `problem` says why
]);
export type SourceState = z.infer<typeof SourceState>;

export const Problem = z.object({
  /** Stable word for programs, e.g. ENOENT, ECONNREFUSED, is-directory, binary. */
  code: z.string(),
  /** What happened and where, one sentence. */
  message: z.string(),
  /** The next thing to do. */
  hint: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/**
 * What a source can do beside delivering bytes. `break`: console.break. `resize`: console.resize. `qmp`: console.qmp.
 * `power`: console.power.
 */
export const Ability = z.enum(['break', 'resize', 'qmp', 'power']);
export type Ability = z.infer<typeof Ability>;

/** One source with its capture, as shown in the Consoles list. The capture outlives the source. */
export const Console = z.object({
  /** Also the capture's id and file name stem. */
  id: Id,
  name: z.string(),
  spec: AnySpec,
  state: SourceState,
  /** Attempts since the last connection, while reconnecting. */
  attempts: z.number().int().nonnegative(),
  problem: Problem.optional(),
  /** Something the user should know that does not stop anything, e.g. "looks like a binary file". */
  notice: z.string().optional(),
  startedAt: EpochMilliseconds,
  capturePath: z.string(),
  /** Bytes in the capture file. */
  bytes: z.number().int().nonnegative(),
  /** Lines known to the analysis host (a last one without newline counts). */
  lines: z.number().int().nonnegative(),
  /** Bytes the analysis host has read; equals `bytes` when it has caught up. */
  analysedBytes: z.number().int().nonnegative(),
  /** "Linux version" banners so far. */
  boots: z.array(z.object({ line: LineNumber, banner: z.string() })),
  reports: z.number().int().nonnegative(),
  /** True when text typed by the user can be sent. */
  canType: z.boolean(),
  /** What else can be done with it now; absent: nothing. */
  abilities: z.array(Ability).optional(),
});
export type Console = z.infer<typeof Console>;

export const LogRow = z.object({
  line: LineNumber,
  /** Decoded as UTF-8, control characters made visible, cut at 4,096 units (`cut` says so). Hostile text. */
  text: z.string(),
  cut: z.boolean(),
  /** When its first byte arrived here, as far as known. */
  arrivedAt: EpochMilliseconds.optional(),
});
export type LogRow = z.infer<typeof LogRow>;

// ---------------------------------------------------------------- search

export const SearchQuery = z.object({
  text: z.string().min(1).max(1000),
  /** A regular expression of JavaScript, tried on each line. */
  isRegex: z.boolean(),
  matchCase: z.boolean(),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** How far a search is. It looks on while its capture grows. */
export const SearchStatus = z.object({
  searchId: Id,
  consoleId: Id,
  state: z.enum([
    'searching',
    'following', // everything so far was looked through; more may come
    'done', // everything was looked through, and nothing will come
    'stopped', // by the user, or because there is too much; `problem` says so
    'failed', // `problem` says why; what was found is kept
  ]),
  /** Lines that match. */
  found: z.number().int().nonnegative(),
  searchedBytes: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  problem: Problem.optional(),
});
export type SearchStatus = z.infer<typeof SearchStatus>;

/** Parts of a row's text, in UTF-16 units. */
const Hits = z.array(z.object({ from: z.number().int().nonnegative(), to: z.number().int().nonnegative() }));

// ---------------------------------------------------------------- reports

/** A row of the inbox. */
export const ReportSummary = z.object({
  /** `<console id>:<number>`; the same after a restart, as captures are read again in the same order. */
  id: Id,
  consoleId: Id,
  consoleName: z.string(),
  kind: ReportKind,
  /** What conflicts with what, one sentence. */
  sentence: z.string(),
  kernel: z.string().optional(),
  task: TaskRef.optional(),
  printkTime: Seconds.optional(),
  /** When the headline's bytes arrived here. */
  arrivedAt: EpochMilliseconds,
  /** Boot within the capture, from 0; absent before the first banner. */
  boot: z.number().int().nonnegative().optional(),
  completeness: Completeness,
  signature: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  /** Still being printed. */
  growing: z.boolean(),
});
export type ReportSummary = z.infer<typeof ReportSummary>;

export const ReportView = z.object({
  summary: ReportSummary,
  report: Report,
  lines: z.array(ReportLine),
});
export type ReportView = z.infer<typeof ReportView>;

// ---------------------------------------------------------------- code

/** What is asked about a frame; text from a log, so hostile. */
export const FrameQuery = z.object({
  symbol: z.string().min(1).max(512),
  file: z.string().max(4096).optional(),
  line: z.number().int().positive().optional(),
  module: z.string().max(256).optional(),
});
export type FrameQuery = z.infer<typeof FrameQuery>;

export const CodeLocation = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    /** Path inside the tree, e.g. mm/slub.c. */
    file: z.string(),
    tree: z.string(),
    line: z.number().int().positive(),
    /** 'line': printed in the log. 'function': the definition found by name, not the line of the call. */
    precision: z.enum(['line', 'function']),
    /** Other definitions of that name (static functions), as file:line. */
    alternatives: z.array(z.object({ file: z.string(), line: z.number().int().positive() })),
  }),
  z.object({
    state: z.literal('missing'),
    reason: z.enum(['no-tree', 'not-found', 'no-indexer', 'indexing']),
    message: z.string(),
    hint: z.string(),
  }),
]);
export type CodeLocation = z.infer<typeof CodeLocation>;

export const SourceTree = z.object({
  path: Path,
  /** From the tree's Makefile, e.g. "6.12.117". */
  version: z.string().optional(),
  state: z.enum(['ready', 'indexing', 'failed']),
  /** 0..1 while indexing. */
  progress: z.number().min(0).max(1),
  functions: z.number().int().nonnegative(),
  problem: Problem.optional(),
});
export type SourceTree = z.infer<typeof SourceTree>;

// ---------------------------------------------------------------- triggers

export const TriggerEvent = z.enum(['report', 'panic', 'oops', 'rcu-stall', 'hung-task', 'text', 'silence']);
export type TriggerEvent = z.infer<typeof TriggerEvent>;

/** Something on any live console that the user wants to be told of. */
export const Trigger = z.object({
  id: Id,
  on: TriggerEvent,
  isEnabled: z.boolean(),
  /** For `text`: these characters, as they are, in one line. */
  text: z.string().max(200).optional(),
  /** For `silence`: nothing arrived for so long. */
  seconds: z.number().int().min(1).max(86_400).optional(),
});
export type Trigger = z.infer<typeof Trigger>;

/** A trigger has fired. */
export const FiredTrigger = z.object({
  consoleId: Id,
  /** What happened, in a few words. */
  words: z.string(),
  /** Where in the log; absent for silence. */
  line: LineNumber.optional(),
  at: EpochMilliseconds,
});
export type FiredTrigger = z.infer<typeof FiredTrigger>;

// ---------------------------------------------------------------- settings, notebooks, lab

/** Saved, named settings of a source. */
export const Profile = z.object({ name: z.string().trim().min(1).max(100), spec: AnySpec });
export type Profile = z.infer<typeof Profile>;

export const Settings = z.object({
  theme: z.enum(['system', 'dark', 'light']),
  /** Where notebooks live; absent until the user chose. */
  notebookDirectory: Path.optional(),
  /** Kernel source trees, searched in this order. */
  sourceTrees: z.array(Path).max(32),
  /** Milliseconds between the steps of a playing replay. */
  replayStepMilliseconds: z.number().int().min(100).max(10_000),
  /** Reopen the captures of the last session at start. */
  reopenCaptures: z.boolean(),
  /** Saved attach settings, in the order of the list. */
  profiles: z.array(Profile).max(200).optional(),
  /** Attach to all profiles at start; hardware is asked about first. */
  reopenProfiles: z.boolean().optional(),
  /** Captures that no console in the list holds are deleted, oldest first, beyond this many bytes in all. */
  captureMaxBytes: z.number().int().positive().optional(),
  /** … and when nothing was written to them for this many days. */
  captureMaxDays: z.number().int().positive().max(36_500).optional(),
  /** What the user is told of; absent: the ones of `shared/console-log/default-triggers.ts`. */
  triggers: z.array(Trigger).max(50).optional(),
  /** Panel layout of the case view, opaque to everybody but the renderer. */
  caseLayout: z.unknown().optional(),
});
export type Settings = z.infer<typeof Settings>;

export const SerialPortInfo = z.object({
  /** The name to use: from /dev/serial/by-id where there is one, as it stays the same after replugging. */
  path: z.string(),
  /** The kernel's name, e.g. /dev/ttyUSB0. */
  device: z.string(),
  /** Maker and product, or the driver. */
  description: z.string(),
  /** Why it cannot be opened by this user. */
  problem: Problem.optional(),
});
export type SerialPortInfo = z.infer<typeof SerialPortInfo>;

export const NotebookInfo = z.object({
  /** File name inside the notebook folder, ends in .md. */
  file: z.string().min(1).max(255),
  /** First heading, or the file's name. */
  title: z.string(),
  modifiedAt: EpochMilliseconds,
  bytes: z.number().int().nonnegative(),
});
export type NotebookInfo = z.infer<typeof NotebookInfo>;

export const Provocation = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  expectedKind: ReportKind,
  command: z.string(),
  needsReboot: z.boolean().default(false),
});
export type Provocation = z.infer<typeof Provocation>;

export const LabStatus = z.object({
  build: z.enum(['ready', 'missing', 'partial']),
  /** Kernel version, when built. */
  version: z.string().optional(),
  directory: z.string(),
  sourceDirectory: z.string().optional(),
  qemu: z.enum(['present', 'missing']),
  running: z.boolean(),
  consoleId: Id.optional(),
  provocations: z.array(Provocation),
});
export type LabStatus = z.infer<typeof LabStatus>;

export const ExampleInfo = z.object({
  id: Id,
  title: z.string(),
  kernel: z.string(),
  /** How long it plays at speed 1. */
  duration: Seconds,
  bytes: z.number().int().nonnegative(),
});
export type ExampleInfo = z.infer<typeof ExampleInfo>;

export const QmpCommand = z.enum(['stop', 'cont', 'system_reset', 'quit', 'query-status']);
export type QmpCommand = z.infer<typeof QmpCommand>;
export const PowerAction = z.enum(['start', 'stop', 'restart']);
export type PowerAction = z.infer<typeof PowerAction>;

const nothing = z.object({});
const done = z.object({});

// ---------------------------------------------------------------- the contract

interface RequestShape {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

/** Renderer asks, main answers. */
export const requests = {
  'app.info': {
    params: nothing,
    result: z.object({
      version: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      userData: z.string(),
      platform: z.string(),
    }),
  },
  /** Files given on the command line, dropped or chosen are opened by main; this asks it to show the dialog. */
  'dialog.openFiles': { params: nothing, result: z.object({ consoleIds: z.array(Id) }) },
  'dialog.chooseDirectory': {
    params: z.object({ purpose: z.enum(['notebooks', 'source-tree']) }),
    result: z.object({ path: Path.optional() }),
  },

  'settings.get': { params: nothing, result: Settings },
  'settings.set': { params: Settings.partial(), result: Settings },

  'console.list': { params: nothing, result: z.array(Console) },
  /** `name`: what the user calls it; absent: after its address. */
  'console.open': { params: z.object({ spec: AnySpec, name: z.string().max(200).optional() }), result: Console },
  /** Detach the source; the capture stays in the list. */
  'console.detach': { params: z.object({ id: Id }), result: done },
  /** Take it out of the list. `deleteCapture` also removes the recorded file. */
  'console.remove': { params: z.object({ id: Id, deleteCapture: z.boolean() }), result: done },
  'console.type': { params: z.object({ id: Id, text: z.string().max(65_536) }), result: done },
  /** A BREAK on the serial line: of a port, over RFC 2217 or telnet, or through QEMU's chardev. */
  'console.break': { params: z.object({ id: Id }), result: done },
  /** The terminal that shows it has this size. */
  'console.resize': {
    params: z.object({ id: Id, columns: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) }),
    result: done,
  },
  /** Ask the QEMU behind a console. `status`: QMP's word for the state of the guest afterwards, e.g. running, paused. */
  'console.qmp': { params: z.object({ id: Id, command: QmpCommand }), result: z.object({ status: z.string() }) },
  /** Start, stop or restart the QEMU of a `qemu` source. */
  'console.power': { params: z.object({ id: Id, action: PowerAction }), result: done },
  /** Open every log in a folder that is there now or appears later, one console each, until the app ends. */
  'folder.open': { params: z.object({ path: Path }), result: z.object({ consoleIds: z.array(Id) }) },
  'serial.list': { params: nothing, result: z.array(SerialPortInfo) },
  /** Once a run: attach to the profiles if the user wants that. @returns hardware to ask the user about first */
  'profile.reopen': { params: nothing, result: z.object({ opened: z.array(Id), ask: z.array(Profile) }) },
  'console.rows': {
    params: z.object({ id: Id, firstLine: LineNumber, count: z.number().int().min(1).max(2000) }),
    result: z.object({ rows: z.array(LogRow), lines: z.number().int().nonnegative() }),
  },
  /** Bytes of the capture as they are, for the terminal. Fewer than asked for at its end. */
  'console.bytes': {
    params: z.object({
      id: Id,
      from: z.number().int().nonnegative(),
      count: z
        .number()
        .int()
        .min(1)
        .max(256 * 1024),
    }),
    result: z.object({ bytes: z.instanceof(Uint8Array) }),
  },
  /** Open the capture of an earlier session by id (from a notebook link). */
  'console.reopen': { params: z.object({ id: Id }), result: Console },

  /** Search a capture in the background; takes the place of an earlier search of the same console. */
  'search.start': { params: z.object({ consoleId: Id, query: SearchQuery }), result: SearchStatus },
  /** Lines found, by their index in the result list. */
  'search.results': {
    params: z.object({
      searchId: Id,
      first: z.number().int().nonnegative(),
      count: z.number().int().min(1).max(500),
    }),
    result: z.object({
      rows: z.array(z.object({ row: LogRow, hits: Hits })),
      found: z.number().int().nonnegative(),
    }),
  },
  /** The next or previous line found, seen from a line; goes round the ends. */
  'search.near': {
    params: z.object({ searchId: Id, line: LineNumber, direction: z.enum(['next', 'previous']) }),
    result: z.object({ index: z.number().int().nonnegative().optional(), line: LineNumber.optional() }),
  },
  /** What was found in some lines. Lines without a hit are left out. */
  'search.hits': {
    params: z.object({ searchId: Id, firstLine: LineNumber, count: z.number().int().min(1).max(2000) }),
    result: z.array(z.object({ line: LineNumber, hits: Hits })),
  },
  /** Stop looking; `forget` what was found as well. */
  'search.cancel': { params: z.object({ searchId: Id, forget: z.boolean() }), result: done },

  /** What has fired since the app started. */
  'trigger.list': { params: z.object({ consoleId: Id }), result: z.array(FiredTrigger) },

  'report.list': { params: nothing, result: z.array(ReportSummary) },
  'report.get': { params: z.object({ id: Id }), result: ReportView },

  'code.trees': { params: nothing, result: z.array(SourceTree) },
  'code.locate': {
    params: z.object({ frames: z.array(FrameQuery).min(1).max(200) }),
    result: z.array(CodeLocation),
  },
  'code.read': {
    params: z.object({ tree: Path, file: Path }),
    result: z.object({ text: z.string(), language: z.enum(['c', 'cpp', 'rust', 'asm', 'text']) }),
  },

  'notebook.list': { params: nothing, result: z.array(NotebookInfo) },
  'notebook.create': { params: z.object({ title: z.string().min(1).max(200) }), result: NotebookInfo },
  'notebook.read': {
    params: z.object({ file: z.string().min(1).max(255) }),
    result: z.object({ text: z.string(), modifiedAt: EpochMilliseconds }),
  },
  /**
   * Write atomically. `expectedModifiedAt` is the modification time last seen: when the file on disk is newer
   * (another editor), nothing is written and the error code is `conflict`.
   */
  'notebook.write': {
    params: z.object({
      file: z.string().min(1).max(255),
      text: z.string().max(MAX_TEXT),
      expectedModifiedAt: EpochMilliseconds.optional(),
    }),
    result: z.object({ modifiedAt: EpochMilliseconds }),
  },

  'lab.status': { params: nothing, result: LabStatus },
  /** Start QEMU (if it isn't running) and attach. */
  'lab.start': { params: z.object({ kernel: z.enum(['6.12', '6.1']).default('6.12') }), result: Console },
  'lab.stop': { params: nothing, result: done },
  /** Type the provocation's command into the lab console. */
  'lab.provoke': { params: z.object({ name: z.string().max(64) }), result: done },

  'example.list': { params: nothing, result: z.array(ExampleInfo) },

  ...scenarioRequests,
} as const satisfies Record<string, RequestShape>;

/** Main tells, the renderer listens. */
export const events = {
  'console.changed': Console,
  'console.removed': z.object({ id: Id }),
  'search.changed': SearchStatus,
  'trigger.fired': FiredTrigger,
  'report.changed': ReportSummary,
  'report.removed': z.object({ ids: z.array(Id) }),
  'settings.changed': Settings,
  'code.treesChanged': z.array(SourceTree),
  /** The file of a notebook changed on disk by somebody else. */
  'notebook.changedOnDisk': z.object({ file: z.string() }),
  'lab.changed': LabStatus,
  /** A problem that belongs to no request, shown until dismissed. */
  'app.problem': Problem,
  /** A menu item or a file given from outside asks the renderer to run a command of its table. */
  'app.command': z.object({ id: z.string(), argument: z.string().optional() }),
} as const satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requests;
export type RequestParams<K extends RequestName> = z.input<(typeof requests)[K]['params']>;
export type RequestParsed<K extends RequestName> = z.output<(typeof requests)[K]['params']>;
export type RequestResult<K extends RequestName> = z.output<(typeof requests)[K]['result']>;
export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;

/** How a request ends. */
export type IpcResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Electron channel of all requests and of all events. */
export const REQUEST_CHANNEL = 'lockstep:request';
export const EVENT_CHANNEL = 'lockstep:event';

/** What the preload puts on `window.lockstep`. */
export interface LockstepBridge {
  request<K extends RequestName>(name: K, params: RequestParams<K>): Promise<IpcResult<RequestResult<K>>>;
  /** Returns the function that stops listening. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
  /** Path of a dropped file; empty when it has none. */
  pathForFile(file: unknown): string;
}
