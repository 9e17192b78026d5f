/** What the processes of the app took at most so far, as the kernel counts it. */
import type { ElectronApplication } from '@playwright/test';
import * as fs from 'node:fs';

/** @returns MiB of memory at its highest (VmHWM), by the name or kind of the process */
export async function memoryOf(app: ElectronApplication): Promise<ReadonlyMap<string, number>> {
  const processes = await app.evaluate((electron) =>
    electron.app.getAppMetrics().map(({ pid, type, name }) => ({ pid, name: name ?? type })),
  );
  return new Map(
    processes.map(({ pid, name }) => {
      const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return [name, Number(kilobytes) / 1024];
    }),
  );
}
