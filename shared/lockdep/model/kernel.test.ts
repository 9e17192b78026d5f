/**
 * The model against the real kernel, in the lab: a small batch of what scripts/lab-compare.mjs does. Skipped where the
 * lab is not built, and with LOCKSTEP_NO_LAB=1.
 */
import { execFile, execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const scripts = path.resolve(import.meta.dirname, '../../../scripts');

function labIsReady(): boolean {
  if (process.env.LOCKSTEP_NO_LAB === '1') return false;
  const status = execFileSync(process.execPath, [path.join(scripts, 'lab-build.mjs'), '--status'], {
    encoding: 'utf8',
  });
  return /"state": "ready"/.test(status);
}

it.skipIf(!labIsReady())(
  'the model agrees with the kernel on 100 random scenarios',
  async () => {
    const compare = [path.join(scripts, 'lab-compare.mjs'), '--count', '100', '--seed', '2026', '--no-shrink'];
    const { stdout } = await promisify(execFile)(process.execPath, compare);
    expect(stdout).toContain('100 scenarios');
    expect(stdout).toContain(' 0 disagreements');
  },
  120_000,
);
