import { expect, test } from 'vitest';
import { AnySpec, AttachSpec } from '../../shared/contract/ipc.ts';
import {
  NOTHING,
  commandError,
  directoryError,
  errorsOf,
  formOf,
  formatError,
  portError,
  qemuFlag,
  socketPathError,
  specOf,
  speedError,
  type AttachKind,
} from './source-forms.ts';

test('a socket path is whole and short enough for the kernel', () => {
  expect(socketPathError('/tmp/a.sock')).toBeUndefined();
  expect(socketPathError('')).toMatch(/path/);
  expect(socketPathError('~/a.sock')).toMatch(/whole path/);
  expect(socketPathError(`/${'x'.repeat(107)}`)).toMatch(/108 bytes/);
});

test('a directory may be left out, a command may not', () => {
  expect(directoryError('')).toBeUndefined();
  expect(directoryError('linux')).toBeDefined();
  expect(commandError('  ')).toBeDefined();
});

test('the flag escapes commas as QEMU wants them', () => {
  expect(qemuFlag('/tmp/a,b')).toBe('-serial unix:/tmp/a,,b,server=on,wait=off');
  expect(qemuFlag('/tmp/a', true)).toBe('-serial unix:/tmp/a');
});

test('ports, speeds and line formats', () => {
  expect([portError('6666'), portError('1'), portError('65535')]).toEqual([undefined, undefined, undefined]);
  for (const bad of ['', '0', '65536', '1e3', ' 5']) expect(portError(bad)).toMatch(/1 to 65535/);
  expect(speedError('115200')).toBeUndefined();
  for (const bad of ['', '9', 'fast', '5000000']) expect(speedError(bad)).toMatch(/bits per second/);
  expect([formatError('8n1'), formatError('7E2')]).toEqual([undefined, undefined]);
  for (const bad of ['', '9n1', '8x1', '8n3']) expect(formatError(bad)).toMatch(/8n1/);
});

test('what each form asks for is what the contract takes', () => {
  const filled = {
    ...NOTHING,
    socket: '/tmp/s',
    serial: '/dev/ttyUSB0',
    format: '7e2',
    host: 'server',
    port: '2000',
    command: 'dmesg -w',
    qemu: 'qemu-system-x86_64',
    follow: '/var/log/a.log',
  };
  for (const kind of ['unix', 'serial', 'network', 'command', 'qemu', 'follow'] satisfies AttachKind[]) {
    expect(Object.values(errorsOf(kind, filled)).filter((error) => error !== undefined)).toEqual([]);
    expect(Object.values(errorsOf(kind, NOTHING)).filter((error) => error !== undefined)).not.toEqual([]);
    expect(AnySpec.safeParse(specOf(kind, filled)).success).toBe(true);
  }
  expect(specOf('serial', filled)).toEqual({
    kind: 'serial',
    path: '/dev/ttyUSB0',
    line: { baudRate: 115_200, dataBits: 7, parity: 'even', stopBits: 2, flow: 'none' },
  });
  expect(specOf('network', { ...filled, protocol: 'netconsole', host: '' })).toEqual({
    kind: 'netconsole',
    port: 2000,
  });
  expect(specOf('network', { ...filled, listen: true })).toMatchObject({ kind: 'tcp', protocol: 'raw', listen: true });
  expect(specOf('command', { ...filled, terminal: true }).kind).toBe('pty');
});

test('a saved source stands in its form as it was typed', () => {
  const line = { baudRate: 9600, dataBits: 7, parity: 'even', stopBits: 2, flow: 'hardware' } as const;
  const specs: readonly unknown[] = [
    { kind: 'unix', path: '/tmp/s', listen: true, qmp: '/tmp/q', logfile: '/tmp/l' },
    { kind: 'unix', path: '/tmp/s' },
    { kind: 'serial', path: '/dev/ttyUSB0', line },
    { kind: 'tcp', host: 'server', port: 2000, protocol: 'raw', listen: true, qmp: '/tmp/q' },
    { kind: 'tcp', host: 'server', port: 2000, protocol: 'rfc2217', line },
    { kind: 'netconsole', host: '0.0.0.0', port: 6666 },
    { kind: 'command', command: 'dmesg -w' },
    { kind: 'pty', command: 'ssh board', cwd: '/srv' },
    { kind: 'pty', command: 'ssh board', again: true },
    { kind: 'qemu', command: 'qemu-system-x86_64', cwd: '/srv' },
    { kind: 'follow', path: '/var/log/a' },
    { kind: 'folder', path: '/var/log' },
  ];
  for (const one of specs) {
    const spec = AttachSpec.parse(one);
    const form = formOf(spec)!;
    expect(Object.values(errorsOf(form.kind, form.values)).filter((error) => error !== undefined)).toEqual([]);
    expect(AttachSpec.parse(specOf(form.kind, form.values))).toEqual(spec);
  }
  expect(formOf({ kind: 'lab', kernel: '6.12' })).toBeUndefined();
});
