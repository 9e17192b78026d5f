/** The attach dialog: QEMU's chardev over TCP, served by us, with the time before; saved sources and how they are changed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { bannerOf, bootSector, lineOf } from '../scripts/counting-guest.mjs';
import { hasProgram } from '../scripts/system.mjs';
import { ask, expect, picture, test } from './app.ts';

async function openDialog(page: Page) {
  await page.keyboard.press('Control+Shift+A');
  const dialog = page.getByRole('dialog', { name: 'Attach a console' });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a QEMU that comes to our TCP port: all it printed before is there, by lines, and it can be stopped', async ({
  start,
  directory,
}) => {
  test.skip(!hasProgram('qemu-system-x86_64'), 'QEMU is not installed');
  const logfile = path.join(directory, 'guest.log');
  const qmp = path.join(directory, 'qmp');
  const image = path.join(directory, 'counting.img');
  fs.writeFileSync(image, bootSector(1).sector);
  const port = await freePort();
  const chardev = `socket,id=serial0,host=127.0.0.1,port=${port},reconnect=1,logfile=${logfile}`;
  const args = ['-accel', 'tcg', '-m', '16', '-nodefaults', '-display', 'none', '-chardev', chardev];
  args.push('-serial', 'chardev:serial0', '-qmp', `unix:${qmp},server=on,wait=off`);
  args.push('-drive', `format=raw,if=floppy,file=${image}`);
  const qemu = spawn('qemu-system-x86_64', args, { stdio: 'ignore' });
  try {
    // Nobody is attached; only its log file knows.
    const early = lineOf(1, 100);
    await expect.poll(() => fs.existsSync(logfile) && fs.readFileSync(logfile, 'latin1').includes(early)).toBe(true);
    const { page } = await start();
    const dialog = await openDialog(page);
    await dialog.getByRole('tab', { name: 'Network' }).click();
    await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
    await dialog.getByRole('textbox', { name: 'Port' }).fill(String(port));
    await dialog.getByText('Listen there and wait').click();
    await dialog.getByRole('textbox', { name: /^QMP socket/ }).fill('relative/qmp');
    await dialog.getByRole('textbox', { name: /^Log file/ }).fill(logfile);
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    await expect(dialog).toContainText('Type the whole path');
    await dialog.getByRole('textbox', { name: /^QMP socket/ }).fill(qmp);
    await picture(page, 'attach-tcp');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();

    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 })).toHaveText(`127.0.0.1:${port}`);
    await expect(main).toContainText('1 boot', { timeout: 20_000 });
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('Stop the guest');
    await page.keyboard.press('Enter');
    await expect(main).toContainText('guest paused', { timeout: 20_000 });
    await picture(page, 'attach-tcp-guest');
    const [{ capturePath }] = (await ask(page, 'console.list', {})).value as [{ capturePath: string }];
    const printed = fs.readFileSync(capturePath, 'latin1').split('\r\n').slice(1, -1);
    expect(printed[0]).toBe(bannerOf(1));
    const counted = printed.slice(1);
    expect(counted.length).toBeGreaterThan(100);
    expect(counted.findIndex((line, index) => line !== lineOf(1, index + 1))).toBe(-1);
  } finally {
    qemu.kill('SIGKILL');
  }
});

test('a saved source is changed, renamed, and attached at start on its own', async ({ start, directory }) => {
  const socket = path.join(directory, 'second');
  const server = net.createServer().listen(socket);
  await once(server, 'listening');
  const { page, app } = await start();
  let dialog = await openDialog(page);
  await dialog.getByRole('textbox', { name: 'Socket', exact: true }).fill(path.join(directory, 'first'));
  await dialog.getByRole('textbox', { name: /^Save these/ }).fill('board');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('textbox', { name: 'Socket', exact: true }).fill(path.join(directory, 'other'));
  await dialog.getByRole('textbox', { name: /^Save these/ }).fill('other');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const saved = dialog.getByRole('region', { name: 'Saved' });
  await expect(saved.getByRole('button', { name: /^Attach / })).toHaveText(['board', 'other']);

  await dialog.getByRole('button', { name: 'Change board' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Socket', exact: true })).toHaveValue(path.join(directory, 'first'));
  await dialog.getByRole('textbox', { name: 'Socket', exact: true }).fill(socket);
  const name = dialog.getByRole('textbox', { name: 'Name of board from now on' });
  await name.fill('other');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(dialog).toContainText('Another one has this name.');
  await name.fill('rack 4');
  await picture(page, 'attach-change');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(saved.getByRole('button', { name: /^Attach / })).toHaveText(['rack 4', 'other']);
  await expect(dialog.getByRole('textbox', { name: 'Socket', exact: true })).toHaveValue('');
  await saved.getByText('at start').first().click();
  await expect(saved.getByRole('switch', { name: /rack 4/ })).toBeChecked();
  await expect(saved.getByRole('switch', { name: /Attach to all/ })).not.toBeChecked();
  await picture(page, 'attach-saved');
  await app.close();

  const connected = once(server, 'connection');
  const again = await start();
  await connected;
  const list = again.page.getByRole('region', { name: 'Consoles' });
  await expect(list.getByRole('button', { name: /^rack 4/ })).toContainText('connected');
  await expect(list.getByRole('button', { name: /^other/ })).toHaveCount(0);
  dialog = await openDialog(again.page);
  await expect(dialog.getByRole('switch', { name: /rack 4/ })).toBeChecked();
  server.close();
});

test('a command that is run again whenever it ends: one recording, every end a gap, typed into as before', async ({
  start,
  directory,
}) => {
  const { page } = await start();
  const flag = path.join(directory, 'up');
  fs.writeFileSync(flag, '');
  const dialog = await openDialog(page);
  await dialog.getByRole('tab', { name: 'Command' }).click();
  // As ssh does: refused while the machine is down, else a console until the machine goes.
  const command = `test -e ${flag} || { echo refused; exit 255; }; echo "Linux version 6.12.117 (root@lab) (gcc 12.2.0) #1 SMP"; cat; rm ${flag}; exit 255`;
  await dialog.getByRole('textbox', { name: 'Command' }).fill(command);
  await dialog.getByText('On a terminal of its own').click();
  await dialog.getByText('Run it again whenever it ends').click();
  await picture(page, 'attach-command-again');
  await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
  const main = page.getByRole('main');
  const log = main.getByRole('log');
  const list = page.getByRole('region', { name: 'Consoles' });
  await expect(log).toContainText('Linux version 6.12');
  const box = main.getByRole('textbox', { name: /^Type into/ });
  await box.fill('hello');
  await page.keyboard.press('Enter');
  await expect(log).toContainText('hello');

  // The machine goes: end of input, as a line that is lost.
  const [{ id }] = (await ask(page, 'console.list', {})).value as [{ id: string }];
  await ask(page, 'console.type', { id, text: '\u0004' });
  await expect(list.getByText(/reconnecting \(\d\)/)).toBeVisible();
  await expect(main.getByRole('alert')).toContainText('The command ended with exit status 255. It is run again.');
  await picture(page, 'command-reconnecting');
  await expect(log).toContainText('refused');
  fs.writeFileSync(flag, '');
  await expect(list.getByText(/connected · 2 boots · \d+ gaps?/)).toBeVisible({ timeout: 20_000 });
  await expect(log).toContainText('not connected for');
  await picture(page, 'command-again');
  expect(((await ask(page, 'console.list', {})).value as unknown[]).length).toBe(1);
});
