/** The real kernel's netconsole, over QEMU's user network, in both formats. Skipped where the lab kernel is not built. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import { labStatus, type ReadyLab } from '../scripts/lab/status.mjs';
import { LabSession } from '../scripts/lab-session.mjs';
import { hasProgram } from '../scripts/system.mjs';
import { ask, expect, picture, test } from './app.ts';

const status = labStatus({ kernel: '6.12' });
const isBuilt = process.env['LOCKSTEP_NO_LAB'] !== '1' && status.state === 'ready';

/** A UDP port nobody uses now. */
async function freePort(): Promise<number> {
  const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

test.describe('netconsole of the lab kernel', () => {
  test.skip(!isBuilt || !hasProgram('qemu-system-x86_64'), 'the lab kernel is not built here, or QEMU is missing');
  test.setTimeout(240_000);

  for (const extended of [true, false]) {
    test(`${extended ? 'extended' : 'plain'}: every message in order, and a report`, async ({ start }) => {
      const { page } = await start();
      const port = await freePort();
      const opened = await ask(page, 'console.open', { spec: { kind: 'netconsole', host: '127.0.0.1', port } });
      const { id } = opened.value as { id: string };
      const lab = await LabSession.start(status as ReadyLab, { netconsole: { port, extended } });
      try {
        await lab.boot();
        await lab.run('for n in $(seq 1 100); do echo "message $n of the test" >/dev/kmsg; done');
        await lab.run('provoke abba');
      } finally {
        await lab.stop();
      }
      const row = page.locator('[data-report-id]').first();
      await expect(row).toContainText('complete', { timeout: 30_000 });
      await expect(row).toContainText('circular');
      const capture = await ask(page, 'console.bytes', { id, from: 0, count: 256 * 1024 });
      const { bytes } = capture.value as { bytes: Uint8Array | Record<string, number> };
      const text = Buffer.from(Object.values(bytes)).toString('latin1');
      const numbers = [...text.matchAll(/message (\d+) of the test/g)].map(([, number]) => Number(number));
      expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      // Extended messages are written as `dmesg -r` shows them.
      expect(/^<\d+>\[ *\d+\.\d{6}\] /m.test(text)).toBe(extended);
      await page
        .getByRole('region', { name: 'Consoles' })
        .getByText(/netconsole/)
        .click();
      await picture(page, `netconsole-${extended ? 'extended' : 'plain'}`);
    });
  }
});
