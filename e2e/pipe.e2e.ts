/** `dmesg -w | lockstep open -`: the real command line, its pipe, and a workbench that runs already or is started by it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { root } from '../scripts/electron-runtime.mjs';
import { expect, picture, test } from './app.ts';
import { labLog } from './fixtures.ts';

test('standard input is a console of the workbench that runs', async ({ start }) => {
  const { page, userData } = await start();
  const cli = spawn(process.execPath, [path.join(root, 'dist/cli/lockstep.js'), 'open', '-'], {
    env: { ...process.env, LOCKSTEP_USER_DATA: userData },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = once(cli, 'exit');
  const [half, rest] = splitInTwo(labLog('abba'));
  cli.stdin.write(half);
  const consoles = page.getByRole('navigation').first();
  await expect(consoles).toContainText('standard input', { timeout: 30_000 });
  // On screen while it prints.
  await expect(page.locator('[data-report-id]').first()).toBeVisible();
  cli.stdin.end(rest);
  await expect(page.locator('[data-report-id]').first()).toContainText('complete');
  // Who pipes a log into it wants the report.
  await expect(page.getByRole('main')).toContainText('DEADLOCK', { timeout: 20_000 });
  await picture(page, 'pipe');
  expect((await exited)[0]).toBe(0);
});

test('a file that cannot be read is one line and status 2', async () => {
  const cli = spawn(process.execPath, [path.join(root, 'dist/cli/lockstep.js'), 'open', '/does/not/exist']);
  let said = '';
  cli.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [status] = (await once(cli, 'close')) as [number];
  expect([status, said]).toEqual([2, 'lockstep: /does/not/exist: no such file\n']);
});

function splitInTwo(text: string): [string, string] {
  const middle = text.indexOf('\n', text.length / 2) + 1;
  return [text.slice(0, middle), text.slice(middle)];
}
