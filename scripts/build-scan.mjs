// @ts-check
/**
 * Assembles electron/analysis-host/scan/scan.wat and writes what comes out into scan-code.ts beside it, which is checked
 * in, so that nothing but a change of scan.wat needs this. `--check` writes nothing and fails when the two differ.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'electron', 'analysis-host', 'scan');
const source = path.join(folder, 'scan.wat');
const target = path.join(folder, 'scan-code.ts');
/** Of the devDependency wabt, the WebAssembly binary toolkit. */
const assembler = path.join(root, 'node_modules', 'wabt', 'bin', 'wat2wasm');

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-scan-'));
try {
  const binary = path.join(directory, 'scan.wasm');
  const { status, stdout, stderr } = spawnSync(process.execPath, [assembler, source, '-o', binary], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${source}: ${stdout}${stderr}`);
  const code = fs.readFileSync(binary).toString('base64');
  const text = `/** scan.wat, assembled by scripts/build-scan.mjs; base64. */\nexport const SCAN_CODE =\n  '${code}';\n`;
  if (!process.argv.includes('--check')) fs.writeFileSync(target, text);
  else if (fs.readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${target} is not what ${source} says: run node scripts/build-scan.mjs\n`);
    process.exitCode = 1;
  }
} finally {
  fs.rmSync(directory, { recursive: true });
}
