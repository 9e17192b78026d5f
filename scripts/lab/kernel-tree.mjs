// @ts-check
/** Our driver and our configuration in an unpacked kernel. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { filesBelow, LAB_FILES } from './status.mjs';

const DRIVER_IN_TREE = 'drivers/misc/lockstep';

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
export function installDriver(source) {
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
export function configLines() {
  return fs
    .readFileSync(path.join(LAB_FILES, 'kernel.config'), 'utf8')
    .split('\n')
    .filter((line) => /^(# )?CONFIG_/.test(line))
    .map((line) => ({
      text: line.replace(/\s+# optional$/, ''),
      required: !line.endsWith('# optional'),
    }));
}

/** @param {ReadonlySet<string>} config @param {string} notSet "# CONFIG_X is not set" */
export function hasSymbol(config, notSet) {
  const name = notSet.split(' ')[1];
  for (const line of config) if (line.startsWith(`${name}=`)) return true;
  return false;
}
