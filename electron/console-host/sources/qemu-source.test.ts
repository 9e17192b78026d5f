/** A real QEMU with a boot sector as its guest: it says one line on its serial port at every boot. */
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seam } from './backfill.ts';
import { endAll, findProgram, run } from './programs.ts';
import { qemuSource } from './qemu-source.ts';
import { recordingSink } from './recording-sink.ts';
import type { Source } from './source.ts';
import { unixSource } from './unix-source.ts';

const LINE = 'Linux version of a boot sector\r\n';
const QUICK = { first: 5, longest: 20 };
let directory: string;
let image: string;
let source: Source | undefined;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  image = path.join(directory, 'boot.img');
  await fs.writeFile(image, bootSector(LINE));
});
afterEach(async () => {
  await source?.stop();
  source = undefined;
  await endAll();
  await fs.rm(directory, { recursive: true, force: true });
});
const start = (made: Source): Source => {
  source = made;
  made.start();
  return made;
};
const machine = (): string =>
  `qemu-system-x86_64 -accel tcg -m 16 -nodefaults -drive format=raw,if=floppy,file=${image}`;

/** x86 real mode: write `text` to COM1, waiting for the transmitter (0x3fd bit 5) before each byte, then halt. */
function bootSector(text: string): Buffer {
  const sector = Buffer.alloc(512);
  const code = 'fa31c08ed8fcbe407cac84c0741188c3bafd03eca82074fb88d8b2f8eeebeaf4ebfd';
  sector.write(code, 0, 'hex');
  sector.write(text, 0x40, 'latin1');
  sector.writeUInt16BE(0x55aa, 510);
  return sector;
}

describe.skipIf(findProgram('qemu-system-x86_64') === undefined)('with qemu-system-x86_64', () => {
  test('started by us: first line to last, QMP, power; its end is an event', async () => {
    const sockets = path.join(directory, 'run');
    const sink = recordingSink();
    const made = start(qemuSource({ command: machine(), cwd: directory, sockets }, sink));
    await sink.untilText(LINE);
    expect(made.abilities).toEqual(['power', 'qmp', 'break']);
    const qmp = (command: 'stop' | 'cont' | 'system_reset' | 'query-status' | 'quit'): Promise<string | undefined> =>
      made.act!({ do: 'qmp', command });
    expect(await qmp('query-status')).toBe('running');
    expect(await qmp('stop')).toBe('paused');
    expect(await qmp('cont')).toBe('running');
    await made.act?.({ do: 'break' });
    await qmp('system_reset');
    await sink.untilText(LINE.repeat(2));
    await made.act?.({ do: 'power', action: 'restart' });
    await sink.untilText(LINE.repeat(3));
    expect(sink.told).toContainEqual(['reconnecting', 0, 'qemu-ended']);
    expect(await qmp('quit')).toBe('shutdown');
    await expect.poll(() => made.abilities).toEqual(['power']);
    await expect(qmp('cont')).rejects.toThrow(/cannot do that now/);
    await made.act?.({ do: 'power', action: 'start' });
    await sink.untilText(LINE.repeat(4));
    await made.stop();
    await expect(fs.stat(sockets)).rejects.toThrow(/ENOENT/);
  });

  test('a guest that outlived its recorder is found again, and its end is told', async () => {
    const [serial, qmp] = [path.join(directory, 'serial.sock'), path.join(directory, 'qmp.sock')];
    const args = [...machine().split(' ').slice(1), '-display', 'none', '-qmp', `unix:${qmp},server=on,wait=off`];
    const guest = run('qemu-system-x86_64', [...args, '-serial', `unix:${serial},server=on,wait=on`]);
    await expect
      .poll(
        () =>
          fs
            .stat(serial)
            .then(() => true)
            .catch(() => false),
        { timeout: 10_000 },
      )
      .toBe(true);
    await fs.writeFile(path.join(directory, 'qemu.pid'), String(guest.pid));
    const sink = recordingSink();
    const made = start(qemuSource({ command: 'false', sockets: directory }, sink));
    await sink.untilText(LINE);
    expect(await made.act?.({ do: 'qmp', command: 'query-status' })).toBe('running');
    guest.kill('SIGKILL');
    await sink.untilTold('reconnecting', 0, 'qemu-ended');
  });

  test('a command line that is wrong: what QEMU says about it is told', async () => {
    const problems: string[] = [];
    const sink = recordingSink();
    const telling = {
      ...sink,
      reconnecting: (_: number, { message }: { message: string }) => void problems.push(message),
    };
    start(qemuSource({ command: 'qemu-system-x86_64 -no-such-option', sockets: path.join(directory, 'run') }, telling));
    await expect.poll(() => problems[0]).toMatch(/exit status 1.*no-such-option/);
  });

  test('attached late: what was printed before comes from logfile=, once', async () => {
    const [socket, qmp, logfile] = [path.join(directory, 's'), path.join(directory, 'q'), path.join(directory, 'log')];
    const chardev = `socket,id=serial0,path=${socket},server=on,wait=off,logfile=${logfile}`;
    const qmpFlag = `unix:${qmp},server=on,wait=off`;
    const args = [
      ...machine().split(' ').slice(1),
      '-display',
      'none',
      '-chardev',
      chardev,
      '-serial',
      'chardev:serial0',
    ];
    run('qemu-system-x86_64', [...args, '-qmp', qmpFlag]);
    await expect.poll(() => fs.readFile(logfile, 'utf8').catch(() => ''), { timeout: 10_000 }).toBe(LINE);
    const sink = recordingSink();
    const made = start(unixSource(socket, sink, QUICK, { qmp, logfile }));
    await sink.untilText(LINE);
    expect(made.abilities).toEqual(['break', 'qmp']);
    await made.act?.({ do: 'break' });
    await made.act?.({ do: 'qmp', command: 'system_reset' });
    await sink.untilText(LINE.repeat(2));
    expect(await made.act?.({ do: 'qmp', command: 'query-status' })).toBe('running');
  });
});

test('no QMP socket, nobody behind it, or something else there: said', async () => {
  const qmp = path.join(directory, 'q');
  const made = unixSource(path.join(directory, 's'), recordingSink(), QUICK, { qmp });
  const stopping = () => made.act!({ do: 'qmp', command: 'stop' });
  await expect(stopping()).rejects.toThrow(`There is no QMP socket at ${qmp}.`);
  const monitor = net.createServer((socket) => socket.end("QEMU 7.2.0 monitor - type 'help'\r\n(qemu) ")).listen(qmp);
  await once(monitor, 'listening');
  await expect(stopping()).rejects.toThrow(/does not speak QMP/);
  // As a QEMU that was killed leaves it.
  await fs.rename(qmp, `${qmp}.kept`);
  monitor.close();
  await once(monitor, 'close');
  const leaves = `require('node:net').createServer().listen(${JSON.stringify(qmp)}, () => process.kill(process.pid, 'SIGKILL'))`;
  await once(run('node', ['-e', leaves]), 'exit');
  await expect(stopping()).rejects.toThrow(/Nobody answers .* QEMU has ended/);
});

test('a QMP that another client has: said after a while', async () => {
  const qmp = path.join(directory, 'q');
  const silent = net.createServer().listen(qmp);
  await once(silent, 'listening');
  const made = unixSource(path.join(directory, 's'), recordingSink(), QUICK, { qmp });
  await expect(made.act!({ do: 'qmp', command: 'stop' })).rejects.toThrow(/QEMU does not answer on/);
  silent.close();
}, 20_000);

describe('the seam between a log file and what came live', () => {
  const at = (log: string, live: string): [string, boolean] => {
    const { end, isExact } = seam(Buffer.from(log), Buffer.from(live));
    return [log.slice(0, end) + live, isExact];
  };
  test('is found by lines', () => {
    expect(at('one line\ntwo line\n', '')).toEqual(['one line\ntwo line\n', true]);
    expect(at('one line\ntwo line\nthree line\n', 'two line\nthree line\n')).toEqual([
      'one line\ntwo line\nthree line\n',
      true,
    ]);
    expect(at('one line\ntwo line\nthree', 'o line\nthree line\nfour')).toEqual([
      'one line\ntwo line\nthree line\nfour',
      true,
    ]);
    expect(at('one line\ntwo lin', 'two line and more')).toEqual(['one line\ntwo line and more', false]);
  });
  test('is a guess where there is none', () => {
    expect(at('one line\n', 'something else\n')).toEqual(['one line\nsomething else\n', false]);
  });
});
