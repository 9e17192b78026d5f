// @ts-check
/** What of the lab is there: in the cache, and of the packages it is built from. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockHolder } from './lock.mjs';

/**
 * @typedef {'6.12' | '6.1'} LabKernel
 *
 * @typedef {object} LabStatus
 * @property {'ready' | 'missing' | 'partial'} state  partial: begun, not finished
 * @property {LabKernel} kernel
 * @property {string | undefined} version    6.12.117; undefined when nothing says so yet
 * @property {string} hash                   of configuration, driver, init and recipe
 * @property {string | undefined} dir        where the finished lab is or will be
 * @property {string | undefined} bzImage
 * @property {string | undefined} vmlinux
 * @property {string | undefined} initramfs
 * @property {string | undefined} sourceDir
 * @property {number | undefined} builder    process id of a build that is running
 *
 * @typedef {LabStatus & { state: 'ready', version: string, dir: string, bzImage: string,
 *   vmlinux: string, initramfs: string, sourceDir: string }} ReadyLab
 */

/** Raise when the recipe of lab-build.mjs changes what comes out. */
const RECIPE = 1;

/** @type {readonly LabKernel[]} */
export const LAB_KERNELS = ['6.12', '6.1'];

export const LAB_FILES = fileURLToPath(new URL('../../resources/lab/', import.meta.url));

/** @returns {string} */
export function labCacheDir() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'lockstep', 'lab');
}

/** @param {string} dir @returns {string[]} files below, sorted, relative */
export function filesBelow(dir) {
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.path, entry.name)))
    .sort();
}

/** @returns {string} */
export function labHash() {
  const hash = createHash('sha256').update(`recipe ${RECIPE}\n`);
  const names = [
    'kernel.config',
    'init',
    'provoke',
    ...filesBelow(path.join(LAB_FILES, 'driver')).map((name) => `driver/${name}`),
  ];
  for (const name of names) {
    const data = fs.readFileSync(path.join(LAB_FILES, name));
    hash.update(`${name} ${data.length}\n`).update(data);
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} command @param {string[]} args @returns {string | undefined} */
export function output(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

/** @param {LabKernel} kernel */
export const tarball = (kernel) => `/usr/src/linux-source-${kernel}.tar.xz`;

/**
 * The package's kernel, "6.12.117" of 6.12.117-1~deb12u1.
 * @param {LabKernel} kernel @returns {string | undefined}
 */
export function packagedVersion(kernel) {
  if (!fs.existsSync(tarball(kernel))) return undefined;
  const version = output('dpkg-query', ['-W', '-f', '${Version}', `linux-source-${kernel}`]);
  return version ? /^[\d.]+/.exec(version)?.[0] : undefined;
}

/** @param {string} a @param {string} b */
const byVersion = (a, b) => a.localeCompare(b, 'en', { numeric: true });

/** @param {string} value */
const literally = (value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * What there is, without changing anything.
 * @param {{ kernel?: LabKernel }} [options] @returns {LabStatus}
 */
export function labStatus({ kernel = '6.12' } = {}) {
  const cache = labCacheDir();
  const hash = labHash();
  const entries = fs.existsSync(cache) ? fs.readdirSync(cache) : [];
  const finished = new RegExp(`^(${literally(kernel)}\\.\\d+)-${hash}$`);
  const versions = entries
    .flatMap((name) => finished.exec(name)?.[1] ?? [])
    .filter((version) => fs.existsSync(path.join(cache, `${version}-${hash}`, 'lab.json')))
    .sort(byVersion);
  const packaged = packagedVersion(kernel);
  const version = packaged && versions.includes(packaged) ? packaged : (versions.at(-1) ?? packaged);

  const dir = version && path.join(cache, `${version}-${hash}`);
  const inDir = (/** @type {string} */ name) => dir && path.join(dir, name);
  const sourceDir = version && path.join(cache, `src-${version}`);
  const builder = lockHolder(path.join(cache, `${kernel}.lock`));
  const begun = version !== undefined && entries.includes(`src-${version}`);
  const ready =
    version !== undefined &&
    versions.includes(version) &&
    begun &&
    ['bzImage', 'vmlinux', 'initramfs.cpio.gz'].every((name) => fs.existsSync(`${dir}/${name}`));
  return {
    state: ready ? 'ready' : begun || builder !== undefined ? 'partial' : 'missing',
    kernel,
    version,
    hash,
    dir,
    bzImage: inDir('bzImage'),
    vmlinux: inDir('vmlinux'),
    initramfs: inDir('initramfs.cpio.gz'),
    sourceDir,
    builder,
  };
}

/** @param {LabStatus} lab @returns {lab is ReadyLab} */
export function isReady(lab) {
  return lab.state === 'ready';
}
