// @ts-check
/** The lab in QEMU. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';

/** @import { ReadyLab } from './status.mjs' */

/**
 * @typedef {object} Netconsole
 * @property {number} port           UDP, of this machine's loopback
 * @property {boolean} [extended]    with sequence numbers (default true)
 *
 * @typedef {object} QemuOptions
 * @property {string} serialSocket   unix socket of ttyS0
 * @property {string} [qmpSocket]    unix socket of QEMU's control protocol
 * @property {string} [logFile]      QEMU's own log of ttyS0: only for when nobody is attached
 * @property {boolean} [waitForClient]  do not start before somebody reads ttyS0 (default true)
 * @property {number} [memoryMb]     default 512
 * @property {number} [cpus]         default 2, at most 8
 * @property {boolean} [kvm]         default false; see kvmWorks()
 * @property {string} [append]       more kernel parameters
 * @property {Netconsole} [netconsole]  a network card, and the kernel's messages over UDP to this machine
 */

/**
 * Does KVM really run here? There are machines where the device opens and an empty
 * guest even starts, but Linux hangs; so a lab without an init is booted until it panics.
 * @param {Pick<ReadyLab, 'bzImage'>} lab @param {number} [seconds] @returns {Promise<boolean>}
 */
export function kvmWorks(lab, seconds = 10) {
  try {
    fs.accessSync('/dev/kvm', fs.constants.R_OK | fs.constants.W_OK);
  } catch {
    return Promise.resolve(false);
  }
  return new Promise((resolve) => {
    const machine = ['-accel', 'kvm', '-cpu', 'host', '-nodefaults', '-display', 'none', '-m', '256', '-no-reboot'];
    const kernel = ['-serial', 'stdio', '-kernel', lab.bzImage, '-append', 'console=ttyS0 panic=-1'];
    const qemu = spawn('qemu-system-x86_64', [...machine, ...kernel], { stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = globalThis.setTimeout(() => qemu.kill('SIGKILL'), seconds * 1000);
    let text = '';
    qemu.stdout.on('data', (data) => (text += data));
    qemu.on('error', () => resolve(false));
    qemu.on('close', () => {
      clearTimeout(timer);
      resolve(text.includes('Kernel panic'));
    });
  });
}

/**
 * How to start a lab. Without waitForClient the first lines are lost to whoever connects later.
 * @param {Pick<ReadyLab, 'bzImage' | 'initramfs'>} lab @param {QemuOptions} options
 * @returns {{ file: string, args: string[] }}
 */
export function qemuCommand(lab, options) {
  const { serialSocket, qmpSocket, logFile, waitForClient = true } = options;
  const { memoryMb = 512, cpus = 2, kvm = false, append = '', netconsole } = options;
  // In QEMU's option syntax a comma is written twice.
  const quote = (/** @type {string} */ value) => value.replaceAll(',', ',,');
  const serial = [
    'socket',
    'id=ttyS0',
    `path=${quote(serialSocket)}`,
    'server=on',
    `wait=${waitForClient ? 'on' : 'off'}`,
    ...(logFile ? [`logfile=${quote(logFile)}`, 'logappend=on'] : []),
  ];
  // QEMU's user network: the guest is 10.0.2.15, this machine 10.0.2.2 (docs/system/devices/net.rst).
  const messages =
    netconsole &&
    `netconsole=${netconsole.extended === false ? '' : '+'}6665@10.0.2.15/eth0,${netconsole.port}@10.0.2.2/`;
  const parameters = ['console=ttyS0', 'oops=panic', 'panic=-1', messages, append].filter(Boolean).join(' ');
  return {
    file: 'qemu-system-x86_64',
    args: [
      ...['-name', 'lockstep-lab', '-nodefaults', '-no-user-config', '-display', 'none'],
      ...(kvm ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi', '-cpu', 'max,la57=off']),
      ...['-smp', String(cpus), '-m', String(memoryMb)],
      ...(qmpSocket ? ['-qmp', `unix:${quote(qmpSocket)},server=on,wait=off`] : []),
      ...['-chardev', serial.join(','), '-serial', 'chardev:ttyS0'],
      ...(netconsole ? ['-netdev', 'user,id=net0', '-device', 'e1000,netdev=net0,romfile='] : []),
      ...['-kernel', lab.bzImage, '-initrd', lab.initramfs, '-append', parameters],
    ],
  };
}
