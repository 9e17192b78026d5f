// @ts-check
/** Scenarios in the real kernel: one boot of the lab. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LabSession } from '../../lab-session.mjs';
import { LabError } from '../error.mjs';

const FILE = '/sys/kernel/debug/lockstep/scenario';

/** A cpio archive (newc) of one file, as the kernel unpacks it behind the other one. @param {string} name @param {Buffer} data */
function cpio(name, data) {
  const pad = (/** @type {Buffer} */ bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const entry = (/** @type {string} */ entryName, /** @type {number} */ mode, /** @type {Buffer} */ content) => {
    const fields = [1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, entryName.length + 1, 0];
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${entryName}\0`;
    return Buffer.concat([pad(Buffer.from(head, 'latin1')), pad(content)]);
  };
  return Buffer.concat([entry(name, 0o100644, data), entry('TRAILER!!!', 0, Buffer.alloc(0))]);
}

/**
 * One boot of the lab that runs these lines.
 * @param {import('../status.mjs').ReadyLab} lab @param {readonly string[]} lines @param {{ kvm?: boolean, cpus?: number }} options
 * @returns {Promise<{ verdicts: Map<number, string>, seconds: number, text: string }>}
 */
export async function runInKernel(lab, lines, { kvm = false, cpus = 1 }) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-compare-'));
  try {
    const base = fs.readFileSync(lab.initramfs);
    const initramfs = path.join(dir, 'initramfs');
    const gap = Buffer.alloc(-base.length & 3);
    fs.writeFileSync(initramfs, Buffer.concat([base, gap, cpio('scenarios', Buffer.from(`${lines.join('\n')}\n`))]));
    // One CPU: nobody else has to be stopped. Grace periods are waited for often. At level 0, and only there, a report
    // does not make the console talkative again.
    const append = 'rcupdate.rcu_expedited=1 loglevel=0';
    const session = await LabSession.start({ ...lab, initramfs }, { kvm, cpus, append });
    try {
      await session.boot();
      const began = Date.now();
      const said = await session.run(`cat /scenarios >${FILE}; echo ended $?`, 60 + lines.length);
      if (!said.includes('ended 0')) throw new LabError(`The lab did not run the scenarios:\n${said.slice(-2000)}`);
      const seconds = (Date.now() - began) / 1000;
      const text = await session.run(`cat ${FILE}`, 120);
      /** @type {Map<number, string>} */
      const verdicts = new Map();
      for (const [, number, verdict] of text.matchAll(/^lockstep: scenario (\d+) (.*?)\r?$/gm))
        verdicts.set(Number(number), verdict ?? '');
      return { verdicts, seconds, text };
    } finally {
      await session.stop();
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
