/** Where bytes come from. */
import { z } from 'zod';
import { MAX_TEXT, Id, Path, Problem } from './common.ts';

/** What a QEMU chardev, on a unix socket or over TCP, may come with. */
const QEMU_EXTRAS = {
  /** We serve the address and wait; QEMU connects (`server=off`). */
  listen: z.boolean().optional(),
  /** Its QMP socket (`-qmp unix:PATH,server=on,wait=off`), for stop, cont, reset, quit and BREAK. */
  qmp: Path.optional(),
  /** The chardev's `logfile=`: what was printed before we attached is read from it, once. */
  logfile: Path.optional(),
};

/** What is run, and where; the console ends when it ends, or with `again` it is run anew, for ever. */
const COMMAND = {
  command: z.string().min(1).max(32_768),
  cwd: Path.optional(),
  again: z.boolean().optional(),
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
  /** A command run by `sh -c`; its stdout and stderr, in arrival order. */
  z.object({ kind: z.literal('command'), ...COMMAND }),
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
  z.object({ kind: z.literal('pty'), ...COMMAND }),
  /** A QEMU that we start by `sh -c`; its serial line and its QMP socket are added to the command line. */
  z.object({ kind: z.literal('qemu'), command: z.string().min(1).max(32_768), cwd: Path.optional() }),
  /** The kernel's netconsole, plain or extended format, to this UDP port. */
  z.object({ kind: z.literal('netconsole'), host: Host.default('0.0.0.0'), port: Port.default(6666) }),
  /** The standard input of `lockstep open -`, which serves it at this socket, once. */
  z.object({ kind: z.literal('pipe'), path: Path }),
]);
export type LiveSpec = z.infer<typeof LiveSpec>;

export const AnySpec = z.union([SourceSpec, LiveSpec]);
export type AnySpec = z.infer<typeof AnySpec>;
export type SourceSpecInput = z.input<typeof AnySpec>;

/** Every log of a folder, those that appear later too (`folder.open`): not one source but many. */
export const FolderSpec = z.object({ kind: z.literal('folder'), path: Path });

/** What can be attached to and saved under a name. */
export const AttachSpec = z.union([AnySpec, FolderSpec]);
export type AttachSpec = z.infer<typeof AttachSpec>;
export type AttachSpecInput = z.input<typeof AttachSpec>;

export const SourceState = z.enum([
  'connecting', // first attempt under way
  'connected', // bytes can arrive
  'reconnecting', // lost or refused; trying again
  'ended', // the file was read, the command has exited, or the user detached it
  'failed', // cannot go on; `problem` says why
]);
export type SourceState = z.infer<typeof SourceState>;

/**
 * What a source can do beside delivering bytes. `break`: console.break. `resize`: console.resize. `qmp`: console.qmp.
 * `power`: console.power.
 */
export const Ability = z.enum(['break', 'resize', 'qmp', 'power']);
export type Ability = z.infer<typeof Ability>;

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

export const QmpCommand = z.enum(['stop', 'cont', 'system_reset', 'quit', 'query-status']);
export type QmpCommand = z.infer<typeof QmpCommand>;

export const PowerAction = z.enum(['start', 'stop', 'restart']);
export type PowerAction = z.infer<typeof PowerAction>;
