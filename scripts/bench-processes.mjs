// @ts-check
/** What the processes of an app take: memory and processor time. */
import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { family, ofProcess } from './bench-app.mjs';

/**
 * Memory of a process and all below it: each page shared by n processes counts as 1/n (PSS).
 * @param {number} pid
 * @returns {number} bytes
 */
export function proportionalMemory(pid) {
  return family(pid).reduce((sum, one) => sum + ownMemory(one), 0);
}

/**
 * The same by what the processes are for; those of one kind together, in the order of their process ids.
 * @param {number} pid
 * @returns {Map<string, number>} bytes
 */
export function memoryByProcess(pid) {
  const names = new Map();
  for (const one of family(pid).sort((a, b) => a - b)) {
    const command = (ofProcess(one, 'cmdline') ?? '').replaceAll('\0', ' ');
    const kind =
      one === pid
        ? 'main'
        : (/--utility-sub-type=[\w.]*?(\w+) /.exec(command)?.[1] ?? /--type=(\w+)/.exec(command)?.[1] ?? 'other');
    // Our two hosts look alike from outside: the console host was started first.
    const name = names.has(kind) && kind === 'NodeService' ? `${kind} 2` : kind;
    names.set(name, (names.get(name) ?? 0) + ownMemory(one));
  }
  return names;
}

/** Memory of one process (PSS) in bytes; 0 when it is gone. @param {number} pid */
export const ownMemory = (pid) =>
  Number(/^Pss:\s+(\d+) kB/m.exec(ofProcess(pid, 'smaps_rollup') ?? '')?.[1] ?? 0) * 1024;

/** The same once it has changed by less than 1 MiB in 3 seconds, or after 30. @param {number} pid */
export async function settledMemory(pid) {
  let before = proportionalMemory(pid);
  for (let turn = 0; turn < 10; turn += 1) {
    await pause(3000);
    const now = proportionalMemory(pid);
    if (Math.abs(now - before) < 2 ** 20) return now;
    before = now;
  }
  return before;
}

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux that Electron runs on. */
const TICKS = 100;

/**
 * Processor time, user and system, of a process and all below it, threads that are over included.
 * @param {number} pid
 * @returns {number} milliseconds
 */
export function processorTime(pid) {
  return family(pid).reduce((sum, one) => sum + ticks(one, 11, 12), 0) * (1000 / TICKS);
}

/** Processor time of our own children that are over, in milliseconds. */
export const childrenTime = () => ticks(process.pid, 13, 14) * (1000 / TICKS);

/** @param {number} pid @param {number[]} fields of /proc/PID/stat, counted from the state on */
function ticks(pid, ...fields) {
  const stat = fs
    .readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return fields.reduce((sum, field) => sum + Number(stat[field]), 0);
}
