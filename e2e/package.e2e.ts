/**
 * What a package would hold, and nothing else of the checkout, runs: the files that forge.config.ts keeps, in a folder of
 * their own, started by the Electron of the tests. A package itself is not made here, as it takes the official Electron.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import config from '../forge.config.ts';
import { root } from '../scripts/electron-runtime.mjs';
import { ask, expect, test } from './app.ts';

/** The packager asks for each path below the application, with a slash before it; a folder that is ignored is not looked into. */
function copyKept(to: string): void {
  const ignore = config.packagerConfig?.ignore as (file: string) => boolean;
  fs.cpSync(root, to, {
    recursive: true,
    filter: (file) => {
      const relative = path.relative(root, file);
      return !relative.startsWith('.git') && !ignore(relative === '' ? '' : `/${relative}`);
    },
  });
}

test('the files of a package run by themselves: a terminal and a serial line, with their native code', async ({
  start,
  directory,
}) => {
  const application = path.join(directory, 'application');
  copyKept(application);
  const kept = fs.readdirSync(path.join(application, 'node_modules')).sort();
  expect(kept).toEqual(expect.arrayContaining(['@lydell', '@serialport', 'serialport']));
  expect(kept).not.toContain('electron');
  expect(fs.existsSync(path.join(application, 'e2e'))).toBe(false);

  const cable = spawn('socat', [
    `pty,raw,echo=0,link=${path.join(directory, 'near')}`,
    `pty,raw,echo=0,link=${path.join(directory, 'far')}`,
  ]);
  try {
    await expect.poll(() => fs.existsSync(path.join(directory, 'far'))).toBe(true);
    const { page } = await start({ application });
    await ask(page, 'console.open', { spec: { kind: 'pty', command: 'stty size; echo on a terminal; exec cat' } });
    await ask(page, 'console.open', { spec: { kind: 'serial', path: path.join(directory, 'near') } });
    const consoles = page.getByRole('region', { name: 'Consoles' });
    await consoles.getByText('near').click();
    await expect(page.getByRole('main')).toContainText('It is connected');
    // Held open: a pseudo terminal that is closed takes what was not yet read with it.
    const far = fs.openSync(path.join(directory, 'far'), fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    fs.writeSync(far, 'over a serial line\n');
    await expect(page.getByRole('main')).toContainText('over a serial line');
    fs.closeSync(far);
    await consoles.getByText(/stty size/).click();
    await expect(page.getByRole('main')).toContainText('on a terminal');
  } finally {
    const exited = once(cable, 'exit');
    cable.kill();
    await exited;
  }
});
