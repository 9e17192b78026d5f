// @ts-check
/** The lab's first files: a busybox shell, our init and what provokes reports. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { LAB_FILES } from './status.mjs';
import { LabError } from './error.mjs';

/**
 * @param {string} objects  the kernel's, with its tool usr/gen_init_cpio: it writes device nodes into the archive without being root
 * @param {string} target
 */
export function makeInitramfs(objects, target) {
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
