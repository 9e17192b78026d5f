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
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

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
 *
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
 *
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

/** Raise when the recipe below changes what comes out. */
const RECIPE = 1;

/** @type {readonly LabKernel[]} */
export const LAB_KERNELS = ['6.12', '6.1'];

const LAB_FILES = fileURLToPath(new URL('../resources/lab/', import.meta.url));
const DRIVER_IN_TREE = 'drivers/misc/lockstep';
/** Lines like "  CC      kernel/fork.o" in a whole build; only moves the percentage. */
const EXPECTED_STEPS = 1600;

const STOPPED = 'The build was stopped; it can go on later.';

/** What the build and the boot need: a file that shows it is there, and its package. */
const NEEDS = [
  { file: 'make', package: 'make' },
  { file: 'gcc', package: 'gcc' },
  { file: 'ld', package: 'binutils' },
  { file: 'flex', package: 'flex' },
  { file: 'bison', package: 'bison' },
  { file: 'bc', package: 'bc' },
  { file: 'xz', package: 'xz-utils' },
  { file: 'perl', package: 'perl' },
  { file: '/usr/include/stdio.h', package: 'libc6-dev' },
  { file: '/usr/include/libelf.h', package: 'libelf-dev' },
  { file: 'busybox', package: 'busybox-static' },
  { file: 'qemu-system-x86_64', package: 'qemu-system-x86' },
];

/** An error whose message is all the user needs. */
export class LabError extends Error {
  name = 'LabError';
}

/** @returns {string} */
export function labCacheDir() {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(base, 'lockstep', 'lab');
}

/** @param {string} dir @returns {string[]} files below, sorted, relative */
function filesBelow(dir) {
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.path, entry.name)))
    .sort();
}

/** @returns {string} */
function labHash() {
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
function output(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

/** @param {string} file absolute, or a command on the PATH */
function present(file) {
  if (file.startsWith('/')) return fs.existsSync(file);
  const dirs = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  return dirs.some((dir) => dir !== '' && fs.existsSync(path.join(dir, file)));
}

/** @param {LabKernel} kernel */
const tarball = (kernel) => `/usr/src/linux-source-${kernel}.tar.xz`;

/**
 * The package's kernel, "6.12.117" of 6.12.117-1~deb12u1.
 * @param {LabKernel} kernel @returns {string | undefined}
 */
function packagedVersion(kernel) {
  if (!fs.existsSync(tarball(kernel))) return undefined;
  const version = output('dpkg-query', ['-W', '-f', '${Version}', `linux-source-${kernel}`]);
  return version ? /^[\d.]+/.exec(version)?.[0] : undefined;
}

/** @param {string} a @param {string} b */
const byVersion = (a, b) => a.localeCompare(b, 'en', { numeric: true });

/** @param {string} value */
const literally = (value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Is process `pid`, started at `start`, still there? @param {number} pid @param {string} start */
const alive = (pid, start) => processStart(pid) === start;

/** @param {number} pid @returns {string | undefined} field 22 of /proc/pid/stat */
function processStart(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** @param {string} lockFile @returns {number | undefined} who holds it */
function lockHolder(lockFile) {
  try {
    const [pid = '', start = ''] = fs.readFileSync(lockFile, 'utf8').trim().split(' ');
    return alive(Number(pid), start) ? Number(pid) : undefined;
  } catch {
    return undefined;
  }
}

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

/** @param {LabKernel} kernel @returns {string[]} packages to install before a build */
export function missingPackages(kernel) {
  const packages = NEEDS.filter((need) => !present(need.file)).map((need) => need.package);
  if (!fs.existsSync(tarball(kernel))) packages.push(`linux-source-${kernel}`);
  return packages;
}

/**
 * Run a command, a line at a time. Rejects with its last lines when it fails.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined,
 *   onLine?: (line: string) => void }} [options]
 * @returns {Promise<void>}
 */
function run(command, args, { cwd, env, signal, onLine } = {}) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw new LabError(STOPPED);
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: signal !== undefined, // a group of its own, to end make's children too
    });
    /** @type {string[]} */
    const last = [];
    const take = (/** @type {string} */ line) => {
      last.push(line);
      if (last.length > 12) last.shift();
      onLine?.(line);
    };
    createInterface({ input: child.stdout }).on('line', take);
    createInterface({ input: child.stderr }).on('line', take);
    const abort = () => {
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGTERM');
        } catch {
          // it has just ended by itself
        }
      }
    };
    signal?.addEventListener('abort', abort);
    child.on('error', (error) => reject(new LabError(`${command}: ${error.message}`)));
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(new LabError(STOPPED));
      else if (code === 0) resolve();
      else {
        const how = killedBy ? `was ended by ${killedBy}` : `failed (${code})`;
        reject(new LabError(`${command} ${args.join(' ')} ${how}:\n${last.join('\n')}`));
      }
    });
  });
}

/** @param {string} file @returns {(() => void) | number} what releases it, or the process that holds it */
function takeLock(file) {
  const mine = `${process.pid} ${processStart(process.pid)}\n`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx' });
      return () => fs.rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const holder = lockHolder(file);
    if (holder !== undefined) return holder;
    // Left by a build that died. Of several that see this only one renames it.
    const stale = `${file}.stale-${process.pid}`;
    try {
      fs.renameSync(file, stale);
      fs.rmSync(stale, { force: true });
    } catch {
      // somebody else was quicker
    }
  }
  throw new LabError(`Could not take ${file}.`);
}

/** Write only what differs, so that make sees only that. @param {string} file @param {string | Buffer} data */
function update(file, data) {
  const bytes = Buffer.from(data);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.lockstep-tmp`;
  fs.writeFileSync(temporary, bytes);
  fs.renameSync(temporary, file);
}

/** Copy the driver into the kernel tree and hook it in. @param {string} source */
function installDriver(source) {
  const from = path.join(LAB_FILES, 'driver');
  const to = path.join(source, DRIVER_IN_TREE);
  const names = filesBelow(from);
  for (const name of names) update(path.join(to, name), fs.readFileSync(path.join(from, name)));
  for (const name of filesBelow(to)) if (!names.includes(name)) fs.rmSync(path.join(to, name));

  const kconfig = path.join(source, 'drivers/misc/Kconfig');
  const makefile = path.join(source, 'drivers/misc/Makefile');
  const kconfigText = fs.readFileSync(kconfig, 'utf8');
  const makefileText = fs.readFileSync(makefile, 'utf8');
  if (!kconfigText.includes(DRIVER_IN_TREE))
    update(kconfig, kconfigText.replace(/\nendmenu\s*$/, `\nsource "${DRIVER_IN_TREE}/Kconfig"\nendmenu\n`));
  if (!makefileText.includes('CONFIG_LOCKSTEP_LAB'))
    update(makefile, `${makefileText.trimEnd()}\nobj-$(CONFIG_LOCKSTEP_LAB)\t+= lockstep/\n`);
}

/**
 * The fragment's lines: what to write to .config, and whether it has to take.
 * @returns {{ text: string, required: boolean }[]}
 */
function configLines() {
  return fs
    .readFileSync(path.join(LAB_FILES, 'kernel.config'), 'utf8')
    .split('\n')
    .filter((line) => /^(# )?CONFIG_/.test(line))
    .map((line) => ({
      text: line.replace(/\s+# optional$/, ''),
      required: !line.endsWith('# optional'),
    }));
}

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
    const packages = missingPackages(kernel);
    if (packages.length > 0) {
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
    await makeInitramfs(path.join(temporary, 'initramfs.cpio.gz'));

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

    /** @param {string} target */
    async function makeInitramfs(target) {
      // The kernel's own tool writes device nodes into the archive without being root.
      await run('nice', [...make, '-s', 'usr/gen_init_cpio'], { env, signal });
      const busybox = (process.env.PATH ?? '')
        .split(':')
        .concat('/bin')
        .map((entry) => path.join(entry, 'busybox'))
        .find((file) => fs.existsSync(file));
      const list = path.join(objects, 'initramfs.list');
      const entries = [
        ...['/bin', '/dev', '/proc', '/sys', '/tmp', '/root'].map((name) => `dir ${name} 0755 0 0`),
        'nod /dev/console 0600 0 0 c 5 1',
        'nod /dev/null 0666 0 0 c 1 3',
        `file /bin/busybox ${busybox} 0755 0 0`,
        `file /bin/provoke ${path.join(LAB_FILES, 'provoke')} 0755 0 0`,
        `file /init ${path.join(LAB_FILES, 'init')} 0755 0 0`,
      ];
      fs.writeFileSync(list, `${entries.join('\n')}\n`);
      const cpio = spawnSync(path.join(objects, 'usr/gen_init_cpio'), ['-t', '0', list], {
        maxBuffer: 1 << 26,
      });
      if (cpio.status !== 0) throw new LabError(`gen_init_cpio failed:\n${cpio.stderr}`);
      fs.writeFileSync(target, gzipSync(cpio.stdout, { level: 9 }));
    }
  }
}

/** @param {ReadonlySet<string>} config @param {string} notSet "# CONFIG_X is not set" */
function hasSymbol(config, notSet) {
  const name = notSet.split(' ')[1];
  for (const line of config) if (line.startsWith(`${name}=`)) return true;
  return false;
}

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
