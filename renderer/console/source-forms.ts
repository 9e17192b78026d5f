/** What the attach dialog checks before it asks main, and what it asks for. Each check says what is wrong and what would be right. */
import type { AttachSpec, AttachSpecInput, SerialLine } from '../../shared/contract/ipc.ts';

export type AttachKind = 'unix' | 'serial' | 'network' | 'command' | 'qemu' | 'follow';
export type NetworkProtocol = 'raw' | 'telnet' | 'rfc2217' | 'netconsole';

/** The values of all forms; kept while the user changes between them. */
export interface AttachValues {
  readonly socket: string;
  /** We serve the socket, or the port. */
  readonly listen: boolean;
  readonly qmp: string;
  readonly logfile: string;
  readonly serial: string;
  readonly speed: string;
  readonly format: string;
  readonly flow: 'none' | 'hardware' | 'software';
  readonly protocol: NetworkProtocol;
  readonly host: string;
  readonly port: string;
  readonly command: string;
  readonly cwd: string;
  readonly terminal: boolean;
  /** The command is run anew whenever it ends. */
  readonly again: boolean;
  readonly qemu: string;
  readonly follow: string;
  readonly wholeFolder: boolean;
}

export const NOTHING: AttachValues = {
  socket: '',
  listen: false,
  qmp: '',
  logfile: '',
  serial: '',
  speed: '115200',
  format: '8n1',
  flow: 'none',
  protocol: 'raw',
  host: '',
  port: '',
  command: '',
  cwd: '',
  terminal: false,
  again: false,
  qemu: '',
  follow: '',
  wholeFolder: false,
};

export type AttachErrors = Partial<Record<keyof AttachValues, string | undefined>>;

/** `sun_path` has 108 bytes with its final NUL; a longer one cannot be bound by QEMU either. */
const LONGEST_SOCKET_PATH = 107;
const FASTEST = 4_000_000;
const LINE_FORMAT = /^([5-8])([noems])([12])$/i;
const PARITIES = { n: 'none', o: 'odd', e: 'even', m: 'mark', s: 'space' } as const;

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

export function pathError(path: string, what: string): string | undefined {
  if (path.trim() === '') return `Type the path of the ${what}.`;
  if (!path.startsWith('/')) return `Type the whole path, from “/”. “~” and relative paths are not expanded here.`;
  return undefined;
}

export function socketPathError(path: string): string | undefined {
  const error = pathError(path, 'socket');
  if (error !== undefined) return error;
  const length = bytesIn(path);
  return length > LONGEST_SOCKET_PATH
    ? `${length} bytes are too long for a unix socket; at most ${LONGEST_SOCKET_PATH} are possible.`
    : undefined;
}

export function commandError(command: string): string | undefined {
  return command.trim() === '' ? 'Type a command; its output is the console.' : undefined;
}

/** A directory is optional, but a whole path when given. */
export function directoryError(path: string): string | undefined {
  return path === '' ? undefined : pathError(path, 'directory');
}

const optionalPathError = (path: string, what: string): string | undefined =>
  path === '' ? undefined : pathError(path, what);

export function portError(port: string): string | undefined {
  const number = Number(port);
  return /^\d+$/.test(port) && number >= 1 && number <= 65_535 ? undefined : 'Type a port number, 1 to 65535.';
}

export function speedError(speed: string): string | undefined {
  const number = Number(speed);
  return /^\d+$/.test(speed) && number >= 50 && number <= FASTEST
    ? undefined
    : `Type a speed in bits per second, 50 to ${FASTEST}; most kernels use 115200.`;
}

export function formatError(format: string): string | undefined {
  return LINE_FORMAT.test(format)
    ? undefined
    : 'Type data bits (5 to 8), parity (n, o, e, m, s) and stop bits (1, 2), such as 8n1.';
}

export function errorsOf(kind: AttachKind, values: AttachValues): AttachErrors {
  const line = { speed: speedError(values.speed), format: formatError(values.format) };
  const extras = {
    qmp: values.qmp === '' ? undefined : socketPathError(values.qmp),
    logfile: optionalPathError(values.logfile, 'log file'),
  };
  switch (kind) {
    case 'unix':
      return { socket: socketPathError(values.socket), ...extras };
    case 'serial':
      return { serial: pathError(values.serial, 'port'), ...line };
    case 'network':
      return {
        host:
          values.protocol === 'netconsole' || values.host.trim() !== '' ? undefined : 'Type a host name or address.',
        port: portError(values.port),
        ...(values.protocol === 'rfc2217' ? line : {}),
        ...(values.protocol === 'raw' ? extras : {}),
      };
    case 'command':
      return { command: commandError(values.command), cwd: directoryError(values.cwd) };
    case 'qemu':
      return {
        qemu: values.qemu.trim() === '' ? 'Type the command line that starts QEMU.' : undefined,
        cwd: directoryError(values.cwd),
      };
    case 'follow':
      return { follow: pathError(values.follow, values.wholeFolder ? 'folder' : 'file') };
  }
}

interface LineValues {
  readonly baudRate: number;
  readonly dataBits: 5 | 6 | 7 | 8;
  readonly parity: (typeof PARITIES)[keyof typeof PARITIES];
  readonly stopBits: 1 | 2;
  readonly flow: AttachValues['flow'];
}

/** Of values without errors. */
function lineOf({ speed, format, flow }: AttachValues): LineValues {
  const [, bits = '8', parity = 'n', stop = '1'] = LINE_FORMAT.exec(format) ?? [];
  return {
    baudRate: Number(speed),
    dataBits: Number(bits) as LineValues['dataBits'],
    parity: PARITIES[parity.toLowerCase() as keyof typeof PARITIES],
    stopBits: stop === '2' ? 2 : 1,
    flow,
  };
}

/** What to open, of values without errors. */
export function specOf(kind: AttachKind, values: AttachValues): AttachSpecInput {
  const cwd = values.cwd === '' ? {} : { cwd: values.cwd };
  const extras = {
    ...(values.listen ? { listen: true } : {}),
    ...(values.qmp === '' ? {} : { qmp: values.qmp }),
    ...(values.logfile === '' ? {} : { logfile: values.logfile }),
  };
  switch (kind) {
    case 'unix':
      return { kind, path: values.socket, ...extras };
    case 'serial':
      return { kind, path: values.serial, line: lineOf(values) };
    case 'network': {
      const port = Number(values.port);
      const host = values.host.trim();
      if (values.protocol === 'netconsole') return { kind: 'netconsole', port, ...(host === '' ? {} : { host }) };
      const line = values.protocol === 'rfc2217' ? { line: lineOf(values) } : {};
      return {
        kind: 'tcp',
        host,
        port,
        protocol: values.protocol,
        ...(values.protocol === 'raw' ? extras : {}),
        ...line,
      };
    }
    case 'command':
      return {
        kind: values.terminal ? 'pty' : 'command',
        command: values.command,
        ...cwd,
        ...(values.again ? { again: true } : {}),
      };
    case 'qemu':
      return { kind, command: values.qemu, ...cwd };
    case 'follow':
      return { kind: values.wholeFolder ? 'folder' : kind, path: values.follow };
  }
}

/**
 * The form that shows a source, and what stands in it: the other way round than `specOf`.
 * @returns undefined for a source that no form makes
 */
export function formOf(spec: AttachSpec): { readonly kind: AttachKind; readonly values: AttachValues } | undefined {
  const extras = (one: Extract<AttachSpec, { kind: 'unix' | 'tcp' }>): Partial<AttachValues> => ({
    listen: one.listen ?? false,
    qmp: one.qmp ?? '',
    logfile: one.logfile ?? '',
  });
  const form = (kind: AttachKind, values: Partial<AttachValues>) => ({ kind, values: { ...NOTHING, ...values } });
  switch (spec.kind) {
    case 'unix':
      return form('unix', { socket: spec.path, ...extras(spec) });
    case 'serial':
      return form('serial', { serial: spec.path, ...valuesOfLine(spec.line) });
    case 'tcp': {
      const { host, port, protocol, line } = spec;
      const ofLine = line === undefined ? {} : valuesOfLine(line);
      return form('network', { host, port: String(port), protocol, ...extras(spec), ...ofLine });
    }
    case 'netconsole':
      return form('network', { protocol: 'netconsole', host: spec.host, port: String(spec.port) });
    case 'command':
    case 'pty':
      return form('command', {
        command: spec.command,
        cwd: spec.cwd ?? '',
        terminal: spec.kind === 'pty',
        again: spec.again ?? false,
      });
    case 'qemu':
      return form('qemu', { qemu: spec.command, cwd: spec.cwd ?? '' });
    case 'follow':
    case 'folder':
      return form('follow', { follow: spec.path, wholeFolder: spec.kind === 'folder' });
    default:
      return undefined;
  }
}

function valuesOfLine({ baudRate, dataBits, parity, stopBits, flow }: SerialLine): Partial<AttachValues> {
  return { speed: String(baudRate), format: `${dataBits}${parity.charAt(0)}${stopBits}`, flow };
}

/** QEMU writes an option's own comma as two. */
const escaped = (path: string): string => path.replaceAll(',', ',,');
export const qemuFlag = (path: string, listen = false): string =>
  listen ? `-serial unix:${escaped(path)}` : `-serial unix:${escaped(path)},server=on,wait=off`;
