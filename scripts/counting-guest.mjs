// @ts-check
/**
 * A guest that does nothing but to print: a boot sector that writes numbered lines to the first serial port of a PC as fast
 * as the 16550 takes them, so that the lines prove that nothing is missing and nothing is there twice. Each boot begins with
 * a line like Linux's, by which boots are recognised. Every line is `LINE_BYTES` long.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

/** Where a PC's BIOS puts a boot sector. */
const ORIGIN = 0x7c00;
const SECTOR = 512;
const [COM1, LINE_STATUS, LINE_CONTROL, DIVISOR_HIGH] = [0x3f8, 0x3fd, 0x3fb, 0x3f9];
const DIGITS = 8;

const pad = (/** @type {number} */ value, /** @type {number} */ digits) => String(value).padStart(digits, '0');

/** First line of a boot, without its end. @param {number} boot */
export const bannerOf = (boot) => `[    0.000000] Linux version 0.0.0-counting (boot sector) #${pad(boot, 4)}`;

/** The n-th line of a boot, from 1, without its end. @param {number} boot @param {number} n */
export const lineOf = (boot, n) =>
  `[    1.000000] count ${pad(n, DIGITS)} of boot ${pad(boot, 4)}, printed by a boot sector`;

/** With CR and LF. */
export const LINE_BYTES = lineOf(1, 1).length + 2;

const word = (/** @type {number} */ value) => [value & 255, value >> 8];

/**
 * The sector. Registers: SI the text, DX a port, DI a digit.
 * @param {number} boot  number in all lines
 * @returns {{ sector: Buffer, counter: number }} counter: address of the digits of the line being printed
 */
export function bootSector(boot) {
  const out = (/** @type {number} */ port, /** @type {number} */ value) => [0xba, ...word(port), 0xb0, value, 0xee];
  const text = (/** @type {string} */ line) => [...Buffer.from(`${line}\r\n\0`, 'latin1')];
  const banner = text(`\r\n${bannerOf(boot)}`);
  const line = text(lineOf(boot, 1));
  /** @type {(puts: number, banner: number, line: number, digit: number) => number[]} */
  const code = (putsAt, bannerAt, lineAt, digitAt) => {
    /** @type {number[]} */
    const bytes = [];
    const here = () => ORIGIN + bytes.length;
    const call = () => void bytes.push(0xe8, ...word((putsAt - here() - 3) & 0xffff)); // call puts
    bytes.push(0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, ...word(ORIGIN), 0xfc); // ax = ds = ss = 0, sp, cld
    bytes.push(...out(LINE_CONTROL, 0x83), ...out(COM1, 1), ...out(DIVISOR_HIGH, 0), ...out(LINE_CONTROL, 3)); // 115200 8n1
    bytes.push(0xbe, ...word(bannerAt)); // mov si, banner
    call();
    const again = here();
    bytes.push(0xbe, ...word(lineAt)); // mov si, line
    call();
    bytes.push(0xbf, ...word(digitAt)); // mov di, last digit
    const carry = here();
    bytes.push(0xfe, 0x05, 0x80, 0x3d, 0x3a); // inc byte [di]; cmp byte [di], '9' + 1
    bytes.push(0x72, (again - here() - 2) & 255); // jb again
    bytes.push(0xc6, 0x05, 0x30, 0x4f); // mov byte [di], '0'; dec di
    bytes.push(0xeb, (carry - here() - 2) & 255); // jmp carry
    return bytes;
  };
  const puts = [
    ...[0xac, 0x84, 0xc0, 0x74, 0x12, 0x88, 0xc4], // lodsb; test al, al; jz end; mov ah, al
    ...[0xba, ...word(LINE_STATUS), 0xec, 0xa8, 0x20, 0x74, 0xfb], // mov dx, LSR; wait: in al, dx; test al, THRE; jz wait
    ...[0xba, ...word(COM1), 0x88, 0xe0, 0xee, 0xeb, 0xe9], // mov dx, THR; mov al, ah; out dx, al; jmp puts
    0xc3, // end: ret
  ];
  const putsAt = ORIGIN + code(0, 0, 0, 0).length;
  const bannerAt = putsAt + puts.length;
  const lineAt = bannerAt + banner.length;
  const counter = lineAt + lineOf(boot, 1).indexOf(pad(1, DIGITS));
  const sector = Buffer.alloc(SECTOR);
  const all = [...code(putsAt, bannerAt, lineAt, counter + DIGITS - 1), ...puts, ...banner, ...line];
  if (all.length > SECTOR - 2) throw new Error('the boot sector is too long');
  sector.set(all);
  sector.set([0x55, 0xaa], SECTOR - 2);
  return { sector, counter };
}

/** The options of QEMU for a guest whose serial line is that chardev. @param {string} image @param {string} chardev @param {string} [qmp] */
export const guestArguments = (image, chardev, qmp) => [
  ...['-machine', 'pc,accel=tcg', '-m', '16', '-nodefaults', '-no-user-config', '-display', 'none', '-boot', 'c'],
  ...['-drive', `file=${image},format=raw,if=ide,snapshot=on`, '-chardev', chardev, '-serial', 'chardev:line'],
  ...(qmp === undefined ? [] : ['-qmp', `unix:${qmp},server=on,wait=off`]),
];

/**
 * Start one. `chardev`: options of QEMU's socket chardev for its serial line.
 * @param {{ directory: string, boot: number, chardev: string, qmp?: boolean }} options
 */
export function startGuest({ directory, boot, chardev, qmp = false }) {
  const image = path.join(directory, `boot-${boot}.img`);
  const { sector, counter } = bootSector(boot);
  fs.writeFileSync(image, sector);
  const qmpSocket = path.join(directory, `qmp-${boot}.sock`);
  const child = spawn(
    'qemu-system-x86_64',
    guestArguments(image, `socket,id=line,${chardev}`, qmp ? qmpSocket : undefined),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr?.on('data', (/** @type {Buffer} */ data) => (said += data.toString()));
  child.once('exit', (code) => code !== null && process.stderr.write(`QEMU ended (${code}): ${said}\n`));
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(() => void process.off('exit', end));
  return {
    pid: child.pid ?? 0,
    /** Lines it has begun, by its own memory: whether anybody reads them or not. */
    async count() {
      const answer = await monitor(qmpSocket, `xp /${DIGITS}bc 0x${counter.toString(16)}`);
      return Number([...answer.matchAll(/'(\d)'/g)].map(([, digit]) => digit).join(''));
    },
    /** As kill -9 does. */
    async kill() {
      end();
      await ended;
      fs.rmSync(image, { force: true });
    },
  };
}

/** A command of QEMU's human monitor, over QMP. @param {string} socketPath @param {string} command @returns {Promise<string>} */
async function monitor(socketPath, command) {
  const socket = net.connect(socketPath);
  try {
    const lines = createInterface({ input: socket });
    const say = (/** @type {object} */ message) => socket.write(`${JSON.stringify(message)}\n`);
    say({ execute: 'qmp_capabilities' });
    say({ execute: 'human-monitor-command', arguments: { 'command-line': command } });
    for await (const line of lines) {
      const { return: value } = JSON.parse(line);
      if (typeof value === 'string') return value;
    }
    throw new Error(`QEMU closed ${socketPath}`);
  } finally {
    socket.destroy();
  }
}
