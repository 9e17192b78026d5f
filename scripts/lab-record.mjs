#!/usr/bin/env node
// @ts-check
/**
 * Records resources/examples from a real run of the lab:
 *
 *   lab-console.log             the serial bytes of one boot with some provocations
 *   lab-console.timing.ndjson   when each piece of them arrived
 *   lab-<name>.log              one provocation each, from the typed command to the prompt
 *
 *   node scripts/lab-record.mjs [--kvm] [NAME...]    NAME: only these single logs, no lab-console
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LabError } from './lab/error.mjs';
import { kvmWorks } from './lab/qemu.mjs';
import { isReady, labStatus } from './lab/status.mjs';
import { headlines, readProvocations } from './lab-check.mjs';
import { LabSession, PROMPT } from './lab-session.mjs';

const EXAMPLES = fileURLToPath(new URL('../resources/examples/', import.meta.url));
const STORY = ['abba', 'cycle5', 'cpuhp', 'sysfs', 'irq'];
/** Pieces that arrive closer together than this become one line of the timing file. */
const TOGETHER = 0.005;
const LONGEST_PAUSE = 2;

/**
 * One line a piece: { t, bytes }. Pauses longer than LONGEST_PAUSE are cut to it.
 * @param {import('./lab-session.mjs').Chunk[]} chunks
 */
export function timing(chunks) {
  /** @type {{ t: number, bytes: number }[]} */
  const pieces = [];
  let previous = chunks[0]?.t ?? 0;
  let t = 0;
  for (const chunk of chunks) {
    t += Math.min(chunk.t - previous, LONGEST_PAUSE);
    previous = chunk.t;
    const last = pieces.at(-1);
    if (last && t - last.t < TOGETHER) last.bytes += chunk.data.length;
    else pieces.push({ t: Math.round(t * 1e6) / 1e6, bytes: chunk.data.length });
  }
  return pieces;
}

/** Type as a person does, so that the recording shows it. @param {LabSession} session @param {string} command */
async function typeSlowly(session, command) {
  for (const key of command) {
    session.type(key);
    await sleep(60 + ((key.charCodeAt(0) * 37) % 70));
  }
  await sleep(250);
}

/** @param {import('./lab/status.mjs').ReadyLab} lab @param {boolean} kvm */
async function recordStory(lab, kvm) {
  const session = await LabSession.start(lab, { kvm });
  try {
    await session.boot();
    await sleep(1500);
    for (const name of STORY) {
      const from = session.text.length;
      await typeSlowly(session, `provoke ${name}`);
      session.type('\r');
      await session.waitFor(`lockstep: done ${name}`, from, 60);
      await session.waitFor(`\n${PROMPT}`, from, 60);
      const found = headlines(session.text.slice(from));
      if (found.length !== 1) throw new LabError(`${name} reported ${found.join(' | ') || 'nothing'}; not recorded`);
      await sleep(1900);
    }
    const bytes = Buffer.concat(session.chunks.map((chunk) => chunk.data));
    const head = {
      schema: 'lockstep.playback/1',
      title: `Lab kernel: boot, then ${STORY.join(', ')}`,
      kernel: `Linux ${lab.version}-lockstep`,
      recorded: new Date().toISOString(),
      bytes: bytes.length,
    };
    const lines = [head, ...timing(session.chunks)].map((line) => JSON.stringify(line));
    fs.writeFileSync(path.join(EXAMPLES, 'lab-console.log'), bytes);
    fs.writeFileSync(path.join(EXAMPLES, 'lab-console.timing.ndjson'), `${lines.join('\n')}\n`);
    console.log(`lab-console.log ${bytes.length} B, ${lines.length - 1} pieces`);
  } finally {
    await session.stop();
  }
}

/** A boot each, so that no report depends on another. @param {import('./lab/status.mjs').ReadyLab} lab @param {boolean} kvm @param {string} name */
async function recordOne(lab, kvm, name) {
  const session = await LabSession.start(lab, { kvm });
  try {
    await session.boot();
    await sleep(600); // the kernel still has a word about its clock
    const text = await session.run(`provoke ${name}`);
    const found = headlines(text);
    if (found.length === 0) throw new LabError(`${name} reported nothing; not recorded`);
    fs.writeFileSync(path.join(EXAMPLES, `lab-${name}.log`), text, 'latin1');
    console.log(`lab-${name}.log ${text.length} B  ${found.join(' | ')}`);
  } finally {
    await session.stop();
  }
}

async function main() {
  const args = process.argv.slice(2);
  const names = args.filter((arg) => !arg.startsWith('--'));
  const lab = labStatus({ kernel: '6.12' });
  if (!isReady(lab)) throw new LabError('The lab is not built: node scripts/lab-build.mjs');
  const kvm = args.includes('--kvm') && (await kvmWorks(lab));
  fs.mkdirSync(EXAMPLES, { recursive: true });
  if (names.length === 0) await recordStory(lab, kvm);
  for (const { name } of readProvocations())
    if (names.length === 0 || names.includes(name)) await recordOne(lab, kvm, name);
}

main().catch((error) => {
  console.error(error instanceof LabError ? `lab-record: ${error.message}` : error);
  process.exitCode = 1;
});
