/**
 * What the processes say to each other, as data. Every message is validated on arrival, like everything that crosses a
 * process boundary.
 *
 *     main ──ToConsoleHost──▶ console host ──ConsoleToAnalysis──▶ analysis host ◀──ToAnalysisHost── main
 *     main ◀─FromConsoleHost─ console host                        analysis host ──FromAnalysisHost─▶ main
 *
 * The two hosts are connected directly, so that both go on when main is frozen.
 */
import { z } from 'zod';
import {
  Ability,
  PowerAction,
  Problem,
  QmpCommand,
  ReportSummary,
  SerialLine,
  SourceState,
  SourceTree,
} from '../../shared/contract/ipc.ts';
import { SearchStatus, ViewStatus } from '../../shared/contract/ipc.ts';
import { SysRqKey, SysRqWay, Trigger } from '../../shared/contract/ipc/triggers.ts';
import { ByteOffset, LineNumber } from '../../shared/contract/units.ts';
import { CaptureFiles, CaptureHeader, CaptureNote } from './capture-format.ts';

const id = z.string();
const bytes = z.number().int().nonnegative();

/** What a QEMU chardev may come with (shared/contract/ipc.ts). */
const qemuExtras = {
  listen: z.boolean().optional(),
  qmp: z.string().optional(),
  logfile: z.string().optional(),
};

/** `again`: run it anew whenever it ends. */
const command = { command: z.string(), cwd: z.string().optional(), again: z.boolean().optional() };

/** A `SourceSpec` with its names resolved to what the console host can open by itself. */
export const HostSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string() }),
  z.object({ kind: z.literal('follow'), path: z.string() }),
  /** `eager`: try every few milliseconds, for a guest whose first lines count. */
  z.object({ kind: z.literal('unix'), path: z.string(), eager: z.boolean(), ...qemuExtras }),
  z.object({
    kind: z.literal('tcp'),
    host: z.string(),
    port: z.number().int(),
    protocol: z.enum(['raw', 'telnet', 'rfc2217']),
    line: SerialLine.optional(),
    ...qemuExtras,
  }),
  z.object({ kind: z.literal('serial'), path: z.string(), line: SerialLine }),
  z.object({ kind: z.literal('pty'), ...command }),
  /** `sockets`: folder for its serial line and its QMP socket. */
  z.object({ kind: z.literal('qemu'), command: z.string(), cwd: z.string().optional(), sockets: z.string() }),
  z.object({ kind: z.literal('netconsole'), host: z.string(), port: z.number().int() }),
  z.object({ kind: z.literal('pipe'), path: z.string() }),
  z.object({ kind: z.literal('command'), ...command }),
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('playback'), log: z.string(), timing: z.string(), speed: z.number().positive() }),
]);
export type HostSource = z.infer<typeof HostSource>;

/** How a source is doing. */
export const SourceStatus = z.object({
  state: SourceState,
  attempts: z.number().int().nonnegative(),
  problem: Problem.optional(),
  notice: z.string().optional(),
  canType: z.boolean(),
  abilities: z.array(Ability).optional(),
});
export type SourceStatus = z.infer<typeof SourceStatus>;

/** What a source can be told to do, apart from taking text. */
export const SourceAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('break') }),
  z.object({ do: z.literal('resize'), columns: z.number().int(), rows: z.number().int() }),
  z.object({ do: z.literal('qmp'), command: QmpCommand }),
  z.object({ do: z.literal('power'), action: PowerAction }),
  /** Its result is the length of the capture before it, in decimal. */
  z.object({ do: z.literal('sysrq'), key: SysRqKey, way: SysRqWay }),
]);
export type SourceAction = z.infer<typeof SourceAction>;

/** `analysis-port` and `console-port` come with a message port. */
export const ToConsoleHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('open'),
    header: CaptureHeader,
    source: HostSource,
    files: CaptureFiles,
    /** The console host died while recording this: go on in the same files, and note the gap. */
    resume: z.boolean(),
  }),
  z.object({ type: z.literal('type'), id, text: z.string() }),
  /** Answered by 'acted' with the same serial. */
  z.object({ type: z.literal('act'), id, serial: z.number().int(), action: SourceAction }),
  /** Something for the sidecar. */
  z.object({ type: z.literal('note'), id, note: CaptureNote }),
  /** Stop the source; what it delivered stays. */
  z.object({ type: z.literal('detach'), id }),
  /** Recordings that go on for ever are continued in a next capture after this many bytes; absent: never. */
  z.object({ type: z.literal('parts'), bytes: bytes.optional() }),
  z.object({ type: z.literal('analysis-port') }),
  /** Detach everything, then answer 'bye'. */
  z.object({ type: z.literal('shutdown') }),
]);
export type ToConsoleHost = z.infer<typeof ToConsoleHost>;

export const FromConsoleHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status'),
    id,
    status: SourceStatus,
    bytes,
    /** Of a running command, so that main can end it when the console host dies. */
    processGroup: z.number().int().positive().optional(),
  }),
  z.object({ type: z.literal('bytes'), id, bytes }),
  /** What was recorded into `from` is recorded into the capture of this header from now on. */
  z.object({ type: z.literal('continued'), from: id, header: CaptureHeader }),
  /** `result`: what there is to tell, e.g. QMP's word for the guest's state. */
  z.object({
    type: z.literal('acted'),
    serial: z.number().int(),
    result: z.string().optional(),
    problem: Problem.optional(),
  }),
  z.object({ type: z.literal('problem'), problem: Problem }),
  z.object({ type: z.literal('bye') }),
]);
export type FromConsoleHost = z.infer<typeof FromConsoleHost>;

/** Up to `bytes` bytes, a capture arrived at `at` (µs since 1970) or a little later. */
const Arrival = z.object({ bytes, at: z.number() });
export type Arrival = Readonly<z.infer<typeof Arrival>>;

export const ConsoleToAnalysis = z.discriminatedUnion('type', [
  /** The capture has grown, up to the last of these. */
  z.object({ type: z.literal('appended'), id, arrivals: z.array(Arrival).nonempty() }),
  /** Nothing will be appended any more. */
  z.object({ type: z.literal('ended'), id, bytes }),
]);
export type ConsoleToAnalysis = z.infer<typeof ConsoleToAnalysis>;

/** Requests of shared/contract/ipc.ts that the analysis host answers; main only passes them on. */
export const AnalysisRequestName = z.enum([
  'console.rows',
  'console.bytes',
  'console.notes',
  'console.boots',
  'merged.rows',
  'merged.find',
  'merged.unfold',
  'console.lineAt',
  'report.get',
  'search.prepare',
  'search.start',
  'search.results',
  'search.near',
  'search.hits',
  'search.cancel',
  'view.open',
  'view.close',
  'view.rows',
  'view.find',
  'view.unfold',
  'log.times',
  'log.atTime',
  'code.locate',
  'code.read',
]);
export type AnalysisRequestName = z.infer<typeof AnalysisRequestName>;

export const ToAnalysisHost = z.discriminatedUnion('type', [
  /**
   * Read this capture from its start. `ended`: nobody writes to it any more. `isNew`: what it has by now came just now, so
   * triggers look at it as well. `original`: the file that is being copied into it, which may be
   * read in its place.
   */
  z.object({
    type: z.literal('watch'),
    id,
    name: z.string(),
    files: CaptureFiles,
    ended: z.boolean(),
    isNew: z.boolean().optional(),
    original: z.string().optional(),
  }),
  z.object({ type: z.literal('unwatch'), id }),
  z.object({ type: z.literal('renamed'), id, name: z.string() }),
  z.object({ type: z.literal('triggers'), triggers: z.array(Trigger) }),
  z.object({ type: z.literal('ended'), id }),
  z.object({ type: z.literal('trees'), paths: z.array(z.string()), cacheDirectory: z.string() }),
  z.object({ type: z.literal('request'), serial: z.number().int(), name: AnalysisRequestName, params: z.unknown() }),
  z.object({ type: z.literal('console-port') }),
]);
export type ToAnalysisHost = z.infer<typeof ToAnalysisHost>;

export const FromAnalysisHost = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    id,
    lines: z.number().int().nonnegative(),
    indexedBytes: bytes,
    analysedBytes: bytes,
    boots: z.number().int().nonnegative(),
    reports: z.number().int().nonnegative(),
  }),
  z.object({ type: z.literal('reports'), summaries: z.array(ReportSummary) }),
  /** What was told of this capture was read of a file that changed while it was copied; its copy has `bytes` bytes. */
  z.object({ type: z.literal('reread'), id, bytes }),
  z.object({ type: z.literal('search'), status: SearchStatus }),
  z.object({ type: z.literal('view'), status: ViewStatus }),
  /** A live console printed what a trigger waits for, in the line that begins at `offset`. */
  z.object({ type: z.literal('triggered'), id, trigger: z.string(), line: LineNumber, offset: ByteOffset }),
  /** Much was read, and now nothing is: what that left behind in memory can go. */
  z.object({ type: z.literal('work-over') }),
  /** The pattern of a trigger takes too long on what consoles print, and is no longer tried. */
  z.object({ type: z.literal('trigger-failed'), trigger: z.string(), problem: Problem }),
  z.object({ type: z.literal('trees'), trees: z.array(SourceTree) }),
  z.object({ type: z.literal('problem'), problem: Problem }),
  z.object({
    type: z.literal('answer'),
    serial: z.number().int(),
    /** One of the two; the value is checked against the contract by main. */
    value: z.unknown().optional(),
    problem: Problem.optional(),
  }),
]);
export type FromAnalysisHost = z.infer<typeof FromAnalysisHost>;
