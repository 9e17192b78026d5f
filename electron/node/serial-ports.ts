/** Which serial ports there are, and why one cannot be opened. From sysfs and udev's links; nothing is opened. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Problem, SerialPortInfo } from '../../shared/contract/ipc.ts';
import { problemOf, systemProblem } from './problem.ts';

export interface SerialDirectories {
  readonly dev: string;
  readonly sysClassTty: string;
}

const SYSTEM: SerialDirectories = { dev: '/dev', sysClassTty: '/sys/class/tty' };
/** Four 8250 ports are registered on most machines whether they exist or not; type 0 is PORT_UNKNOWN (serial_core.h). */
const UNKNOWN_TYPE = '0';

/** Since 6.5 two devices of the serial core stand between a port and its hardware (serial_base_bus.c). */
const SERIAL_BASE: ReadonlySet<string> = new Set(['port', 'ctrl']);

/**
 * Ports with hardware behind them, in the order of their names. A port has a stable name when udev made a link to it in
 * /dev/serial/by-id (60-serial.rules).
 */
export async function listSerialPorts(directories: SerialDirectories = SYSTEM): Promise<SerialPortInfo[]> {
  const { dev, sysClassTty } = directories;
  const stable = await stableNames(path.join(dev, 'serial', 'by-id'));
  const found: SerialPortInfo[] = [];
  for (const name of await entries(sysClassTty)) {
    const sys = path.join(sysClassTty, name);
    // Virtual terminals and pseudo terminals have no device.
    if (!(await exists(path.join(sys, 'device')))) continue;
    if ((await word(path.join(sys, 'type'))) === UNKNOWN_TYPE) continue;
    const device = path.join(dev, name);
    if (!(await exists(device))) continue;
    found.push({
      path: stable.get(device) ?? device,
      device,
      description: await describe(sys),
      problem: await accessProblem(device),
    });
  }
  return found.sort((one, other) => one.device.localeCompare(other.device, 'en', { numeric: true }));
}

/** Say an error about a serial port in words; `group` is the one the device belongs to. */
export function serialProblem(error: unknown, device: string, group: string | undefined): Problem {
  const said = error instanceof Error ? error.message : '';
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || /permission denied/i.test(said)) {
    return {
      code: 'EACCES',
      message: `${device} may not be opened by you${group === undefined ? '' : `; it belongs to the group ${group}`}.`,
      hint:
        group === undefined || group === 'root'
          ? 'Check its permissions (ls -lL).'
          : `sudo usermod -aG ${group} $USER, then log in again (id shows your groups).`,
    };
  }
  if (code === 'ENOENT' || /no such file/i.test(said)) {
    const hint = 'Is the adapter plugged in? Lockstep opens it as soon as it is there.';
    return { code: 'ENOENT', message: `${device} is not there.`, hint };
  }
  if (/lock|busy/i.test(said)) return systemProblem(Object.assign(new Error(said), { code: 'EBUSY' }), device);
  if (code !== undefined) return systemProblem(Object.assign(new Error(said), { code }), device);
  return { ...problemOf(error), code: 'serial' };
}

/** Name of the group that a file belongs to. */
export async function groupName(file: string): Promise<string | undefined> {
  const info = await fs.stat(file).catch(() => undefined);
  const groups = await fs.readFile('/etc/group', 'utf8').catch(() => '');
  const line = groups.split('\n').find((one) => one.split(':')[2] === String(info?.gid));
  return line?.split(':')[0];
}

async function accessProblem(device: string): Promise<Problem | undefined> {
  try {
    await fs.access(device, fs.constants.R_OK | fs.constants.W_OK);
    return undefined;
  } catch (error) {
    return serialProblem(error, device, await groupName(device));
  }
}

/** Maker and product of a USB adapter, which are some folders up; the driver of anything else. */
async function describe(sys: string): Promise<string> {
  let folder = await fs.realpath(path.join(sys, 'device'));
  let driver = '';
  for (let up = 0; up < 4; up++) {
    const bound = path.basename(await fs.realpath(path.join(folder, 'driver')).catch(() => ''));
    if (driver === '' && !SERIAL_BASE.has(bound)) driver = bound;
    const [maker, product] = [await word(path.join(folder, 'manufacturer')), await word(path.join(folder, 'product'))];
    if (product !== undefined) return [maker, product].filter((part) => part !== undefined).join(' ');
    folder = path.dirname(folder);
  }
  return driver;
}

/** Device → its link. */
async function stableNames(byId: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const name of await entries(byId)) {
    const link = path.join(byId, name);
    const device = await fs.realpath(link).catch(() => undefined);
    if (device !== undefined) names.set(device, link);
  }
  return names;
}

/** @returns none for a folder that isn't there */
const entries = (folder: string): Promise<string[]> => fs.readdir(folder).catch(() => []);
const exists = async (file: string): Promise<boolean> => (await fs.stat(file).catch(() => undefined)) !== undefined;

async function word(file: string): Promise<string | undefined> {
  const text = await fs.readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}
