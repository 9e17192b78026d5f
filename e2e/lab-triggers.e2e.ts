/** Triggers that act on the real lab kernel: BREAK through QMP, what it prints, and the guest stopped after it. */
import { ask, expect, picture, test } from './app.ts';
import { labStatus } from '../scripts/lab/status.mjs';
import { hasProgram } from '../scripts/system.mjs';

const isBuilt = process.env['LOCKSTEP_NO_LAB'] !== '1' && labStatus({ kernel: '6.12' }).state === 'ready';

test.describe('triggers on the lab', () => {
  test.skip(!isBuilt || !hasProgram('qemu-system-x86_64'), 'the lab kernel is not built here, or QEMU is missing');
  test.setTimeout(240_000);

  test('a report: SysRq w and d by BREAK, kept with it, then the guest is stopped', async ({ start }) => {
    const { page } = await start();
    const trigger = { id: 'report', on: 'report', isEnabled: true, sysRq: ['w', 'd'], stopsGuest: true };
    await ask(page, 'settings.set', { triggers: [trigger] });
    await page.getByRole('button', { name: 'Lab', exact: true }).click();
    await page.getByRole('main').getByRole('button', { name: 'Start', exact: true }).click();
    const log = page.getByRole('region', { name: 'Console of the lab' });
    await expect(log).toContainText('lab#', { timeout: 120_000 });
    await page.getByRole('button', { name: /Three locks in a circle/ }).click();
    const row = page.locator('[data-report-id]').filter({ hasText: 'alloc_lock' }).first();
    await expect(row).toContainText('complete', { timeout: 60_000 });
    await expect(page.getByRole('group', { name: 'QEMU' })).toContainText('guest paused', { timeout: 60_000 });
    await row.getByRole('button').first().click();
    await page.getByRole('tab', { name: /SysRq after it 2/ }).click();
    const tab = page.getByRole('tabpanel', { name: /SysRq after it/ });
    await expect(tab).toContainText('complete');
    await picture(page, 'lab-sysrq-d');
    await tab.getByRole('radio', { name: /^w / }).click();
    await expect(tab).toContainText('Show Blocked State');
    await picture(page, 'lab-sysrq-w');
  });
});
