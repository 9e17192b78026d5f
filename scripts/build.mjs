// @ts-check
/**
 * Builds everything into dist/: renderer (web page), main, the two hosts and the command line (ES modules for Node), and
 * the preload (one CommonJS file, as sandboxed preloads must be). Skipped when nothing has changed since the last build.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const stampFile = path.join(root, 'dist', '.stamp');
const INPUTS = [
  'electron',
  'renderer',
  'shared',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'scripts/build.mjs',
];

/** A hash of names, sizes and times of all inputs. */
function stampOf() {
  const hash = createHash('sha256');
  /** @param {string} file */
  const visit = (file) => {
    const info = fs.statSync(file);
    if (info.isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) visit(path.join(file, name));
    } else if (!/\.test\.tsx?$|\.md$/.test(file)) {
      hash.update(`${path.relative(root, file)}\0${info.size}\0${info.mtimeMs}\n`);
    }
  };
  for (const input of INPUTS) if (fs.existsSync(path.join(root, input))) visit(path.join(root, input));
  return hash.digest('hex');
}

/** @returns {boolean} */
export function isBuilt() {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stampOf();
}

/**
 * @param {{ force?: boolean, say?: (line: string) => void }} [options]
 */
export async function buildAll({ force = false, say = () => {} } = {}) {
  if (!force && isBuilt()) return;
  say('building …');
  const began = Date.now();
  const stamp = stampOf();
  const { build, loadConfigFromFile } = await import('vite');
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    path.join(root, 'vite.config.ts'),
    root,
    'warn',
  );
  if (!loaded) throw new Error('vite.config.ts could not be loaded');
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const { targets } = /** @type {{ targets: Record<string, import('vite').InlineConfig> }} */ (
    /** @type {unknown} */ (loaded.config)
  );
  for (const config of Object.values(targets)) await build({ ...config, configFile: false, logLevel: 'warn' });
  fs.chmodSync(path.join(root, 'dist', 'cli', 'lockstep.js'), 0o755);
  fs.writeFileSync(stampFile, stamp);
  say(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll({ force: process.argv.includes('--force'), say: (line) => process.stderr.write(`${line}\n`) });
}
