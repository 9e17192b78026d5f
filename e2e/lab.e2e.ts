/** The real lab kernel in real QEMU. Skipped where the kernel is not built (npm test builds it first). */
import * as fs from 'node:fs';
import { expect, picture, test } from './app.ts';
import { labStatus } from '../scripts/lab/status.mjs';
import { hasProgram } from '../scripts/system.mjs';

const isBuilt = process.env['LOCKSTEP_NO_LAB'] !== '1' && labStatus({ kernel: '6.12' }).state === 'ready';

test.describe('the lab', () => {
  test.skip(!isBuilt || !hasProgram('qemu-system-x86_64'), 'the lab kernel is not built here, or QEMU is missing');
  test.setTimeout(180_000);

  test('a button provokes a report; QEMU killed and started again, the capture holds both boots', async ({ start }) => {
    const { page } = await start();
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await page.getByRole('main').getByRole('button', { name: 'Start', exact: true }).click();
    const log = page.getByRole('region', { name: 'Console of the lab' });
    await expect(log).toContainText('lab#', { timeout: 90_000 });
    await page.getByRole('button', { name: /Three locks in a circle/ }).click();
    const row = page.locator('[data-report-id]').first();
    await expect(row).toContainText('alloc_lock', { timeout: 60_000 });
    await expect(row).toContainText('complete');
    await picture(page, 'lab');

    // Kill QEMU as a crash would, and start it again.
    const pids = fs.readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.startsWith('qemu-system') && command.includes('lockstep');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
          return false;
        throw error;
      }
    });
    expect(pids.length).toBeGreaterThan(0);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    const startAgain = page.getByRole('main').getByRole('button', { name: 'Start', exact: true });
    await expect(startAgain).toBeEnabled({ timeout: 20_000 });
    await startAgain.click();
    await page.getByRole('region', { name: 'Consoles' }).getByText(/lab/i).first().click();
    await expect(page.getByRole('main')).toContainText('2 boots', { timeout: 90_000 });
    await picture(page, 'lab-two-boots');

    await row.getByRole('button').first().click();
    await expect(page.getByRole('toolbar', { name: 'Replay' })).toContainText('step 6/6');
    await page.keyboard.press('End');
    await expect(page.getByText(/DEADLOCK: T\d → T\d → T\d → T\d/).first()).toBeVisible();
    await picture(page, 'lab-report');
  });
});
