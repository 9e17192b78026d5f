// @ts-check
/** What the processes of an app take: memory and processor time. */
import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { family } from './bench-app.mjs';

/**
 * Memory of a process and all below it: each page shared by n processes counts as 1/n (PSS).
 * @param {number} pid
 * @returns {number} bytes
 */
export function proportionalMemory(pid) {
  let sum = 0;
  for (const one of family(pid)) {
    const rollup = fs.readFileSync(`/proc/${one}/smaps_rollup`, 'utf8');
    sum += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return sum;
}

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
