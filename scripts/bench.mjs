// @ts-check
/**
 * `npm run bench [-- NAME…]`: every figure that docs/benchmarks.md may claim, measured here and now, peers in the same run.
 * Names: start step splat parse explore flood guest log. Prints one line per figure: name, value, goal, met or not.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildAll } from './build.mjs';
import { findElectron, root } from './electron-runtime.mjs';
import { virtualScreen } from './virtual-screen.mjs';

const SCRIPTS = {
  start: 'bench-start.mjs',
  step: 'bench-step.mjs',
  splat: 'bench-splat.mjs',
  parse: 'bench-parse.mjs',
  explore: 'bench-explore.mjs',
  flood: 'bench-flood.mjs',
  guest: 'bench-guest.mjs',
  log: 'bench-log.mjs',
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(SCRIPTS, name));
if (unknown.length > 0) {
  process.stderr.write(`bench: ${unknown.join(', ')}: there are ${Object.keys(SCRIPTS).join(' ')}\n`);
  process.exit(2);
}

const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`);
const electron = findElectron({ say });
await buildAll({ say });
const cpu = os.cpus();
process.stdout.write(
  `${new Date().toISOString().slice(0, 10)} · ${cpu.length} × ${cpu[0]?.model.trim() ?? 'unknown processor'} · ` +
    `${Math.round(os.totalmem() / 2 ** 30)} GiB · ${os.type()} ${os.release()} · Node ${process.versions.node} · Electron ${electron.version} (${electron.kind})\n`,
);
const screen = await virtualScreen();
let failed = false;
try {
  for (const [name, script] of Object.entries(SCRIPTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const file = path.join(root, 'scripts', script);
    if (!fs.existsSync(file)) throw new Error(`${file} is missing`);
    process.stdout.write(`\n== ${name}\n`);
    const { status } = spawnSync(process.execPath, [file], {
      stdio: 'inherit',
      env: { ...process.env, ...screen.env, LOCKSTEP_ELECTRON: electron.binary },
    });
    failed ||= status !== 0;
  }
} finally {
  screen.stop();
}
process.exitCode = failed ? 1 : 0;
