/** A sysfs and a /dev made of files. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listSerialPorts, serialProblem } from './serial-ports.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-')));
});
afterEach(() => fs.rm(directory, { recursive: true }));

async function write(file: string, text = ''): Promise<void> {
  await fs.mkdir(path.dirname(path.join(directory, file)), { recursive: true });
  await fs.writeFile(path.join(directory, file), text);
}

test('ports with hardware behind them, by their stable names, in order', async () => {
  for (const name of ['ttyUSB10', 'ttyUSB2', 'ttyS0', 'ttyS3', 'tty1']) await write(`dev/${name}`);
  for (const name of ['ttyUSB10', 'ttyUSB2']) {
    await write(`sys/usb/${name}/manufacturer`, 'FTDI\n');
    await write(`sys/usb/${name}/product`, 'FT232R USB UART\n');
    await write(`sys/usb/${name}/1-1:1.0/${name}/port_number`, '0\n');
    await fs.mkdir(path.join(directory, 'class', name), { recursive: true });
    await fs.symlink(
      path.join(directory, `sys/usb/${name}/1-1:1.0/${name}`),
      path.join(directory, `class/${name}/device`),
    );
  }
  for (const [name, type] of [
    ['ttyS0', '4\n'],
    ['ttyS3', '0\n'],
  ] as const) {
    await write(`class/${name}/type`, type);
    await write(`class/${name}/device/driver/nothing`);
  }
  await write('class/tty1/dev', '4:1\n');
  await fs.mkdir(path.join(directory, 'dev/serial/by-id'), { recursive: true });
  await fs.symlink('../../ttyUSB2', path.join(directory, 'dev/serial/by-id/usb-FTDI_A1-if00-port0'));

  const ports = await listSerialPorts({
    dev: path.join(directory, 'dev'),
    sysClassTty: path.join(directory, 'class'),
  });
  expect(ports.map(({ path: file, device, description }) => [file, device, description])).toEqual([
    [path.join(directory, 'dev/ttyS0'), path.join(directory, 'dev/ttyS0'), 'driver'],
    [
      path.join(directory, 'dev/serial/by-id/usb-FTDI_A1-if00-port0'),
      path.join(directory, 'dev/ttyUSB2'),
      'FTDI FT232R USB UART',
    ],
    [path.join(directory, 'dev/ttyUSB10'), path.join(directory, 'dev/ttyUSB10'), 'FTDI FT232R USB UART'],
  ]);
});

test('a port of a newer kernel: the driver of its hardware, not those of the serial core', async () => {
  await write('dev/ttyS0');
  await write('class/ttyS0/type', '4\n');
  const bound = async (device: string, driver: string): Promise<void> => {
    await write(`drivers/${driver}/bind`);
    await fs.mkdir(path.join(directory, device), { recursive: true });
    await fs.symlink(path.join(directory, 'drivers', driver), path.join(directory, device, 'driver'));
  };
  await bound('sys/00:00', 'serial');
  await bound('sys/00:00/00:00:0', 'ctrl');
  await bound('sys/00:00/00:00:0/00:00:0.0', 'port');
  await fs.symlink(path.join(directory, 'sys/00:00/00:00:0/00:00:0.0'), path.join(directory, 'class/ttyS0/device'));
  const ports = await listSerialPorts({
    dev: path.join(directory, 'dev'),
    sysClassTty: path.join(directory, 'class'),
  });
  expect(ports.map(({ description }) => description)).toEqual(['serial']);
});

test('a machine without serial ports', async () => {
  expect(await listSerialPorts({ dev: '/no/dev', sysClassTty: '/no/sys' })).toEqual([]);
});

test('what is wrong with a port, in words', () => {
  const denied = Object.assign(new Error('x'), { code: 'EACCES' });
  expect(serialProblem(denied, '/dev/ttyUSB0', 'dialout')).toEqual({
    code: 'EACCES',
    message: '/dev/ttyUSB0 may not be opened by you; it belongs to the group dialout.',
    hint: 'sudo usermod -aG dialout $USER, then log in again (id shows your groups).',
  });
  const words = (text: string): string => serialProblem(new Error(text), '/dev/ttyUSB0', 'dialout').code;
  expect(words('Error: Permission denied, cannot open /dev/ttyUSB0')).toBe('EACCES');
  expect(words('Error: No such file or directory, cannot open /dev/ttyUSB0')).toBe('ENOENT');
  expect(words('Error Resource temporarily unavailable Cannot lock port')).toBe('EBUSY');
  expect(words('Error: something else')).toBe('serial');
});
