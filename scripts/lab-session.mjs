// @ts-check
/** A lab in QEMU with its console in our hands: for lab-check and lab-record. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from './lab/error.mjs';
import { qemuCommand } from './lab/qemu.mjs';

/** What the shell prints when it waits for a command. */
export const PROMPT = 'lab# ';

/** @typedef {{ t: number, data: Buffer }} Chunk  t: seconds since the console was connected */

export class LabSession {
  /** @type {Chunk[]} */
  chunks = [];
  /** Everything received, as text; the console is ASCII. */
  text = '';

  /**
   * @param {import('node:child_process').ChildProcess} qemu
   * @param {net.Socket} socket
   * @param {string} dir
   */
  constructor(qemu, socket, dir) {
    this.qemu = qemu;
    this.socket = socket;
    this.dir = dir;
    const start = process.hrtime.bigint();
    socket.on('data', (data) => {
      this.chunks.push({ t: Number((process.hrtime.bigint() - start) / 1000n) / 1e6, data });
      this.text += data.toString('latin1');
    });
  }

  /**
   * @param {import('./lab/status.mjs').ReadyLab} lab
   * @param {Pick<import('./lab/qemu.mjs').QemuOptions, 'kvm' | 'cpus' | 'memoryMb' | 'append' | 'netconsole'>} [options]
   */
  static async start(lab, options = {}) {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-lab-'));
    const serialSocket = path.join(dir, 'ttyS0');
    const { file, args } = qemuCommand(lab, { ...options, serialSocket });
    const qemu = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    qemu.stderr.on('data', (data) => (complaint += data));
    const end = () => qemu.kill('SIGKILL');
    process.once('exit', end);
    qemu.once('exit', () => process.off('exit', end));
    for (let attempt = 0; ; attempt++) {
      const socket = net.connect(serialSocket);
      try {
        await once(socket, 'connect');
        return new LabSession(qemu, socket, dir);
      } catch {
        if (qemu.exitCode !== null || attempt > 200) throw new LabError(`${file} did not start: ${complaint}`);
        await sleep(25);
      }
    }
  }

  /** @param {string} text */
  type(text) {
    this.socket.write(text);
  }

  /**
   * Wait until `wanted` is printed at or behind `from`; returns the position after it.
   * @param {string} wanted @param {number} from @param {number} seconds
   */
  async waitFor(wanted, from, seconds) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = this.text.indexOf(wanted, from);
      if (found >= 0) return found + wanted.length;
      if (this.qemu.exitCode !== null) throw new LabError(`QEMU ended while waiting for ${JSON.stringify(wanted)}`);
      if (Date.now() > end)
        throw new LabError(
          `No ${JSON.stringify(wanted)} in ${seconds} s; the console ends with:\n${this.text.slice(-600)}`,
        );
      await sleep(10);
    }
  }

  /** Boot to the first prompt; returns seconds. */
  async boot(seconds = 120) {
    const started = process.hrtime.bigint();
    await this.waitFor(PROMPT, 0, seconds);
    return Number(process.hrtime.bigint() - started) / 1e9;
  }

  /**
   * Type a command and return what the console showed, from its echo to the next prompt.
   * @param {string} command @param {number} [seconds]
   */
  async run(command, seconds = 60) {
    const from = this.text.length;
    this.type(`${command}\r`);
    const start = command.slice(0, 40); // the shell breaks the echo of a long line
    const echoed = await this.waitFor(start, from, 10);
    const end = await this.waitFor(`\n${PROMPT}`, echoed, seconds);
    return this.text.slice(echoed - start.length, end - PROMPT.length);
  }

  async stop() {
    this.socket.destroy();
    if (this.qemu.exitCode === null) {
      this.qemu.kill('SIGTERM');
      await Promise.race([once(this.qemu, 'exit'), sleep(5000)]);
      this.qemu.kill('SIGKILL');
    }
    fs.rmSync(this.dir, { recursive: true, force: true });
  }
}
