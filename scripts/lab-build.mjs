#!/usr/bin/env node
// @ts-check
/**
 * Builds the lab: a small Linux kernel with lockdep, our provoking driver and a
 * busybox shell, to be booted in QEMU. Everything lands outside the checkout:
 *
 *   ${XDG_CACHE_HOME:-~/.cache}/lockstep/lab/
 *     src-<version>/       the unpacked kernel with our driver in drivers/misc/lockstep
 *     obj-<version>/       its objects; what makes a second build short
 *     <version>-<hash>/    bzImage, vmlinux, initramfs.cpio.gz, kernel.config, lab.json
 *     <series>.lock        held while a build runs
 *
 * The hash covers the configuration, the driver, the init scripts and this
 * recipe's version, so a finished directory is never changed: it is filled under
 * another name and renamed. An interrupted build goes on where make left off. To be
 * rid of it all, remove the directory: nothing else is kept anywhere.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeInitramfs } from './lab/initramfs.mjs';
import { LabError } from './lab/error.mjs';
import { configLines, hasSymbol, installDriver } from './lab/kernel-tree.mjs';
import { takeLock } from './lab/lock.mjs';
import { missingPackages, present } from './lab/needs.mjs';
import { run, STOPPED } from './lab/run.mjs';
import {
  isReady,
  LAB_KERNELS,
  labCacheDir,
  labHash,
  labStatus,
  output,
  packagedVersion,
  tarball,
} from './lab/status.mjs';

// What electron/main/lab.ts asks for.
export { qemuCommand } from './lab/qemu.mjs';
export { labCacheDir, labStatus };

/** @import { LabKernel, ReadyLab } from './lab/status.mjs' */

/**
 * @typedef {'check' | 'install' | 'unpack' | 'configure' | 'compile' | 'initramfs' | 'done'} LabPhase
 *
 * @typedef {object} LabProgress
 * @property {LabPhase} phase
 * @property {number} percent   0..100 of the whole build, never falling
 * @property {string} line      for people
 *
 * @typedef {object} BuildOptions
 * @property {LabKernel} [kernel]
 * @property {(progress: LabProgress) => void} [onProgress]
 * @property {boolean} [force]      start from the package again
 * @property {boolean} [install]    install missing packages when root (default true)
 * @property {AbortSignal} [signal]
 */

/** Lines like "  CC      kernel/fork.o" in a whole build; only moves the percentage. */
const EXPECTED_STEPS = 1600;

/** @param {string} cache @param {string} version */
function removeLeftovers(cache, version) {
  for (const name of fs.readdirSync(cache))
    if (name.includes('.tmp-') && (name.startsWith(`src-${version}.`) || name.startsWith(`${version}-`)))
      fs.rmSync(path.join(cache, name), { recursive: true, force: true });
}

/**
 * Build what is missing. Returns at once when all is there, and waits for a build that
 * somebody else has begun.
 * @param {BuildOptions} [options] @returns {Promise<ReadyLab>}
 */
export async function buildLab({ kernel = '6.12', onProgress, force = false, install = true, signal } = {}) {
  const before = labStatus({ kernel });
  if (isReady(before) && !force) return before;

  let percent = 0;
  const report = (/** @type {LabPhase} */ phase, /** @type {number} */ at, /** @type {string} */ line) => {
    percent = Math.max(percent, Math.min(100, at));
    onProgress?.({ phase, percent, line });
  };

  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new LabError('The lab is an x86-64 kernel built with the tools of x86-64 Linux; this is not one.');

  const cache = labCacheDir();
  fs.mkdirSync(cache, { recursive: true });
  for (;;) {
    const taken = takeLock(path.join(cache, `${kernel}.lock`));
    if (typeof taken === 'function') {
      try {
        return await buildLocked();
      } finally {
        taken();
      }
    }
    report('check', 0, `Waiting for the build that process ${taken} has begun`);
    await setTimeout(2000, undefined, { signal }).catch(() => {
      throw new LabError('Stopped waiting.');
    });
    const now = labStatus({ kernel });
    if (isReady(now) && !force) return now;
  }

  async function buildLocked() {
    const started = Date.now();
    report('check', 0, `Lab kernel ${kernel}, cache ${cache}`);
    await installMissing();
    const version = packagedVersion(kernel);
    if (!version) throw new LabError(`${tarball(kernel)} is there, but dpkg does not know its version.`);
    const status = labStatus({ kernel });
    const source = path.join(cache, `src-${version}`);
    const objects = path.join(cache, `obj-${version}`);
    const dir = path.join(cache, `${version}-${status.hash}`);
    removeLeftovers(cache, version);
    if (force) for (const old of [objects, source, dir]) fs.rmSync(old, { recursive: true, force: true });

    if (!fs.existsSync(source)) {
      report('unpack', 1, `Unpacking ${tarball(kernel)}`);
      const temporary = `${source}.tmp-${process.pid}`;
      fs.mkdirSync(temporary);
      await run('tar', ['-xf', tarball(kernel), '-C', temporary, '--strip-components=1'], { signal });
      fs.renameSync(temporary, source);
    }
    installDriver(source);

    // Objects know the absolute paths of their sources; the cache may have moved.
    const home = path.join(objects, '.lockstep-source');
    if (fs.existsSync(objects) && (!fs.existsSync(home) || fs.readFileSync(home, 'utf8') !== source))
      fs.rmSync(objects, { recursive: true });
    fs.mkdirSync(objects, { recursive: true });
    fs.writeFileSync(home, source);

    const make = ['-n', '10', 'make', '-C', source, `O=${objects}`];
    const env = {
      KBUILD_BUILD_USER: 'lockstep',
      KBUILD_BUILD_HOST: 'lab',
      KBUILD_BUILD_VERSION: '1',
      KBUILD_BUILD_TIMESTAMP: fs.statSync(tarball(kernel)).mtime.toUTCString(),
    };

    report('configure', 5, 'make tinyconfig, our fragment, make olddefconfig');
    const config = path.join(objects, '.config');
    const lines = configLines();
    await run('nice', [...make, '-s', 'tinyconfig'], { env, signal });
    fs.appendFileSync(config, `${lines.map((line) => line.text).join('\n')}\n`);
    await run('nice', [...make, '-s', 'olddefconfig'], { env, signal });
    const took = new Set(fs.readFileSync(config, 'utf8').split('\n'));
    const refused = lines.filter(
      ({ text, required }) => required && !took.has(text) && !(text.startsWith('# ') && !hasSymbol(took, text)),
    );
    if (refused.length > 0)
      throw new LabError(
        `Linux ${version} did not accept these lines of kernel.config:\n${refused.map((line) => `  ${line.text}`).join('\n')}`,
      );
    let steps = 0;
    report('compile', 6, `make -j${os.cpus().length} bzImage`);
    await run('nice', [...make, `-j${os.cpus().length}`, 'bzImage'], {
      env,
      signal,
      onLine: (line) => {
        if (/^ {2}[A-Z]/.test(line)) steps++;
        report('compile', 6 + Math.min(90, (90 * steps) / EXPECTED_STEPS), line.trim());
      },
    });

    const temporary = `${dir}.tmp-${process.pid}`;
    fs.mkdirSync(temporary);
    fs.copyFileSync(path.join(objects, 'arch/x86/boot/bzImage'), path.join(temporary, 'bzImage'));
    fs.copyFileSync(path.join(objects, 'vmlinux'), path.join(temporary, 'vmlinux'), fs.constants.COPYFILE_FICLONE);
    fs.copyFileSync(config, path.join(temporary, 'kernel.config'));

    report('initramfs', 97, 'initramfs.cpio.gz');
    await run('nice', [...make, '-s', 'usr/gen_init_cpio'], { env, signal });
    makeInitramfs(objects, path.join(temporary, 'initramfs.cpio.gz'));

    const lab = {
      schema: 'lockstep.lab/1',
      kernel,
      version,
      release: fs.readFileSync(path.join(objects, 'include/config/kernel.release'), 'utf8').trim(),
      package: output('dpkg-query', ['-W', '-f', '${Package} ${Version}', `linux-source-${kernel}`]),
      compiler: output('gcc', ['-dumpfullversion']),
      hash: status.hash,
      configSha256: createHash('sha256').update(fs.readFileSync(config)).digest('hex'),
      bzImage: path.join(dir, 'bzImage'),
      vmlinux: path.join(dir, 'vmlinux'),
      initramfs: path.join(dir, 'initramfs.cpio.gz'),
      sourceDir: source,
      builtAt: new Date().toISOString(),
      buildSeconds: Math.round((Date.now() - started) / 100) / 10,
    };
    if (labHash() !== status.hash)
      throw new LabError('resources/lab changed while it was being built; the next build is short.');
    fs.writeFileSync(path.join(temporary, 'lab.json'), `${JSON.stringify(lab, null, 2)}\n`);
    fs.rmSync(dir, { recursive: true, force: true }); // finished once, then lost its sources
    fs.renameSync(temporary, dir);
    report('done', 100, `Ready after ${lab.buildSeconds} s: ${dir}`);

    const after = labStatus({ kernel });
    if (!isReady(after)) throw new LabError(`${dir} is incomplete although the build ended well.`);
    return after;
  }

  async function installMissing() {
    const packages = missingPackages(kernel);
    if (packages.length === 0) return;
    const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    if (!install || process.getuid?.() !== 0 || !present('apt-get'))
      throw new LabError(`Packages are missing. Install them with:\n  sudo ${command}`);
    const apt = (/** @type {string[]} */ args) => {
      report('install', 0, `apt-get ${args.join(' ')}`);
      const onLine = (/** @type {string} */ line) => report('install', 1, line);
      return run('apt-get', args, { env: { DEBIAN_FRONTEND: 'noninteractive' }, signal, onLine });
    };
    const installation = command.split(' ').slice(1);
    try {
      await apt(installation);
    } catch {
      if (signal?.aborted) throw new LabError(STOPPED);
      await apt(['update']); // a fresh machine has no lists yet
      await apt(installation);
    }
  }
}

async function main() {
  const args = process.argv.slice(2);
  const usage = 'node scripts/lab-build.mjs [--kernel 6.12|6.1] [--force] [--status]';
  /** @type {LabKernel} */
  let kernel = '6.12';
  let force = false;
  let statusOnly = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === '--force') force = true;
    else if (arg === '--status') statusOnly = true;
    else if (arg === '--kernel') {
      const wanted = LAB_KERNELS.find((known) => known === args[i + 1]);
      if (!wanted) throw new LabError(`--kernel takes ${LAB_KERNELS.join(' or ')}, not ${args[i + 1]}`);
      kernel = wanted;
      i++;
    } else throw new LabError(`Unknown argument ${arg}\n  ${usage}`);
  }
  if (statusOnly) {
    console.log(JSON.stringify(labStatus({ kernel }), null, 2));
    return;
  }
  let shown = '';
  const stop = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(name, () => stop.abort());
  const lab = await buildLab({
    kernel,
    force,
    signal: stop.signal,
    onProgress: ({ phase, percent, line }) => {
      const head = `${String(Math.floor(percent)).padStart(3)}% ${phase}`;
      if (phase === 'compile' && head === shown) return;
      shown = head;
      console.log(`${head}: ${line}`);
    },
  });
  console.log(`ready: ${lab.dir}`);
}

if (
  process.argv[1] &&
  fs.existsSync(process.argv[1]) &&
  fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-build: ${error.message}` : error);
    process.exitCode = 1;
  });
}
