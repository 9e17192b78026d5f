/** Starts the real app with user data of its own, and takes pictures of it. */
import { test as base, _electron, expect, type ElectronApplication, type Page } from '@playwright/test';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { electronFlags, findElectron, picturesInMemory, root } from '../scripts/electron-runtime.mjs';

export const PICTURES = path.join(root, 'e2e', 'pictures');
/** Real mails and logs; not on users' machines, tests over them are skipped where it is absent. */
export const SHARED = path.resolve(root, '..', 'shared');
export const hasShared = fs.existsSync(path.join(SHARED, 'seeds'));

export interface Workbench {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
}

export interface LaunchOptions {
  /** Files and flags as on the command line. */
  readonly args?: readonly string[];
  readonly userData: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the application; absent: the checkout. */
  readonly application?: string;
}

/** Start the app and wait until it can be used. */
export async function launch({ args = [], userData, env = {}, application = root }: LaunchOptions): Promise<Workbench> {
  // Named through the electron package, not `executablePath`: only then does Playwright hold the app back until it watches.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= path.dirname(findElectron({ say: () => undefined }).binary);
  const app = await _electron.launch({
    args: [...electronFlags(), '--disable-gpu', application, ...args],
    env: { ...(process.env as Record<string, string>), ...picturesInMemory(), ...env, LOCKSTEP_USER_DATA: userData },
  });
  const page = await app.firstWindow();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 20_000 });
  return { app, page, userData };
}

/** Save a picture of the window into e2e/pictures/ for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  fs.mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), animations: 'disabled' });
}

/** Ask main as the page does. */
export function ask(page: Page, name: string, params: object): Promise<{ ok: boolean; value: unknown }> {
  return page.evaluate(
    ([request, payload]) =>
      (
        globalThis as unknown as {
          lockstep: { request(name: string, params: unknown): Promise<{ ok: boolean; value: unknown }> };
        }
      ).lockstep.request(request, payload),
    [name, params] as const,
  );
}

interface Fixtures {
  /** A directory that is deleted after the test. */
  readonly directory: string;
  /** Start the app; closed after the test. Called again, it starts a second time on the same user data. */
  readonly start: (options?: Partial<LaunchOptions>) => Promise<Workbench>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern to find what a fixture needs
  directory: async ({}, use) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-e2e-'));
    await use(directory);
    fs.rmSync(directory, { recursive: true, force: true });
  },
  start: async ({ directory }, use) => {
    const running: ElectronApplication[] = [];
    await use(async (options = {}) => {
      const workbench = await launch({ userData: path.join(directory, 'user-data'), ...options });
      running.push(workbench.app);
      return workbench;
    });
    for (const app of running) await app.close();
  },
});

export { expect };
