/** For tests: real programs on the other side, and lines between them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { expect } from 'vitest';

const running = new Set<ChildProcess>();

/** Debian puts daemons where a user's PATH doesn't look. */
export function findProgram(name: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
    .map((directory) => path.join(directory, name))
    .find((file) => fs.existsSync(file));
}

/** Start a program that ends with the test. @throws when it isn't installed */
export function run(name: string, args: readonly string[], options: { input?: boolean } = {}): ChildProcess {
  const file = findProgram(name);
  if (file === undefined) throw new Error(`${name} is not installed`);
  const child = spawn(file, args, { stdio: [options.input === true ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** End one, and wait for it. */
export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** For afterEach. */
export async function endAll(): Promise<void> {
  await Promise.all([...running].map((child) => end(child, 'SIGKILL')));
}

export interface PtyPair {
  /** Two ends of a serial cable. */
  readonly near: string;
  readonly far: string;
  readonly cable: ChildProcess;
}

/** A socat pty pair: what a null modem cable is. */
export async function ptyPair(directory: string): Promise<PtyPair> {
  const [near, far] = [path.join(directory, 'near'), path.join(directory, 'far')];
  const cable = run('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
  await expect.poll(() => fs.existsSync(near) && fs.existsSync(far), { timeout: 10_000, interval: 5 }).toBe(true);
  return { near, far, cable };
}

/** A port nobody uses now. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
