// @ts-check
/** The packages that the build and the boot need. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { tarball } from './status.mjs';

/** @import { LabKernel } from './status.mjs' */

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

/** @param {string} file absolute, or a command on the PATH */
export function present(file) {
  if (file.startsWith('/')) return fs.existsSync(file);
  const dirs = (process.env.PATH ?? '').split(':').concat('/usr/sbin', '/sbin');
  return dirs.some((dir) => dir !== '' && fs.existsSync(path.join(dir, file)));
}

/** @param {LabKernel} kernel @returns {string[]} packages to install before a build */
export function missingPackages(kernel) {
  const packages = NEEDS.filter((need) => !present(need.file)).map((need) => need.package);
  if (!fs.existsSync(tarball(kernel))) packages.push(`linux-source-${kernel}`);
  return packages;
}
