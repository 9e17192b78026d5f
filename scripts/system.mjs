// @ts-check
/**
 * What Lockstep needs from the system, found by looking (not by distribution name), installed with apt-get where we are
 * root, otherwise said in one command.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Debian's packages behind the libraries Electron links to. */
const ELECTRON_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libnotify4',
  'libxss1',
  'libxtst6',
  'libsecret-1-0',
];

/** Programs, with the Debian package each comes in. */
const PROGRAMS = {
  Xvfb: 'xvfb',
  xauth: 'xauth',
  'dbus-daemon': 'dbus',
  ctags: 'universal-ctags',
  socat: 'socat',
  ser2net: 'ser2net',
  sshd: 'openssh-server',
  'qemu-system-x86_64': 'qemu-system-x86',
  xz: 'xz-utils',
};

/** @param {string} name */
export function hasProgram(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .concat('/usr/sbin', '/usr/local/sbin')
    .some((directory) => directory !== '' && fs.existsSync(path.join(directory, name)));
}

/**
 * Shared libraries that the binary needs and the system lacks.
 * @param {string} binary
 * @returns {string[]}
 */
export function missingLibraries(binary) {
  if (process.platform !== 'linux') return [];
  const result = spawnSync('ldd', [binary], { encoding: 'utf8' });
  return [...(result.stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

/**
 * Debian packages that are missing for the purposes named.
 * @param {{ electron?: string, programs?: (keyof typeof PROGRAMS)[] }} needs `electron`: path of the binary to check
 */
export function missingPackages({ electron, programs = [] }) {
  const packages = new Set();
  if (electron && missingLibraries(electron).length > 0) ELECTRON_PACKAGES.forEach((name) => packages.add(name));
  for (const program of programs) if (!hasProgram(program)) packages.add(PROGRAMS[program]);
  return [...packages];
}

/**
 * Install what is missing, or say how.
 * @param {string[]} packages Debian package names
 * @param {(line: string) => void} say
 * @returns {boolean} true when nothing is missing any more
 */
export function installPackages(packages, say) {
  if (packages.length === 0) return true;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!hasProgram('apt-get')) {
    say(`missing on this system, please install what provides them: ${packages.join(' ')} (Debian's package names)`);
    return false;
  }
  if (process.getuid?.() !== 0) {
    say(`missing on this system: ${packages.join(' ')}. Run once:\n\n    sudo ${command}\n`);
    return false;
  }
  say(`installing ${packages.join(' ')} …`);
  const options = {
    stdio: /** @type {'pipe'} */ ('pipe'),
    encoding: /** @type {'utf8'} */ ('utf8'),
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  let result = spawnSync('sh', ['-c', command], options);
  if (result.status !== 0) {
    spawnSync('apt-get', ['update'], options);
    result = spawnSync('sh', ['-c', command], options);
  }
  if (result.status !== 0) {
    say(`\`${command}\` failed:\n${(result.stderr || result.stdout || '').trim().split('\n').slice(-5).join('\n')}`);
    return false;
  }
  return true;
}
