/** Electron's security checklist, as far as a running page can prove it. */
import * as path from 'node:path';
import { root } from '../scripts/electron-runtime.mjs';
import { expect, test } from './app.ts';

test('the page has no Node, no Electron, and one bridge', async ({ start }) => {
  const { page } = await start();
  const seen = await page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    bridge: Object.keys((globalThis as unknown as { lockstep: object }).lockstep).sort(),
    origin: location.origin,
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    bridge: ['on', 'pathForFile', 'request'],
    origin: 'lockstep-app://workbench',
  });
});

test('window preferences: isolated, sandboxed, no Node, no webview, nothing insecure or experimental', async ({
  start,
}) => {
  const { app } = await start();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const all = contents.getLastWebPreferences();
    const names = [
      ...['contextIsolation', 'sandbox', 'webSecurity'],
      ...['nodeIntegration', 'nodeIntegrationInSubFrames', 'nodeIntegrationInWorker', 'webviewTag'],
      ...['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures'],
    ];
    return Object.fromEntries(names.map((name) => [name, all[name] ?? false]));
  });
  const on = Object.entries(preferences).flatMap(([name, value]) => (value === false || value === '' ? [] : [name]));
  expect(on.sort()).toEqual(['contextIsolation', 'sandbox', 'webSecurity']);
});

test('inline script, eval and every network are refused by the policy', async ({ start }) => {
  const { page } = await start();
  const result = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.body.append(script);
    // eval itself is what is tested; Playwright's own evaluate is not bound by the page's policy.
    const indirect = new Promise<string>((resolve) => {
      const tag = document.createElement('script');
      tag.src = 'data:text/javascript,window.wasRun=true';
      tag.onerror = () => resolve('refused');
      tag.onload = () => resolve('ran');
      document.body.append(tag);
    });
    const fetched = await fetch('http://127.0.0.1:9/').then(
      () => 'reached',
      () => 'refused',
    );
    return { ran: 'wasRun' in window, data: await indirect, fetched };
  });
  expect(result).toEqual({ ran: false, data: 'refused', fetched: 'refused' });
});

test('no new windows, no navigation away', async ({ start }) => {
  const { app } = await start();
  // Asked from main: Playwright's own page waits for the end of a navigation that was refused.
  const run = (code: string): Promise<unknown> =>
    app.evaluate(
      ({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script),
      code,
    );
  expect(await run(`window.open('https://example.org/') === null`)).toBe(true);
  for (const target of ['https://example.org/', 'file:///etc/passwd', 'lockstep-app://elsewhere/index.html']) {
    await run(`location.href = '${target}'; new Promise((done) => setTimeout(done, 0))`);
    expect(await run('location.href')).toBe('lockstep-app://workbench/index.html');
  }
  expect(await run(`document.documentElement.dataset.ready`)).toBe('true');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('nothing is downloaded', async ({ start }) => {
  const { app } = await start();
  const wasPrevented = await app.evaluate(
    ({ BrowserWindow, session }) =>
      new Promise<boolean>((resolve) => {
        // Hears of it after the app's own listener.
        session.defaultSession.on('will-download', (event) => {
          resolve(event.defaultPrevented);
          event.preventDefault();
        });
        void BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          `const link = document.createElement('a');
          link.href = URL.createObjectURL(new Blob(['x']));
          link.download = 'x.txt';
          link.click();`,
        );
      }),
  );
  expect(wasPrevented).toBe(true);
});

test('nobody but the workbench’s own page is answered, also with its preload', async ({ start }) => {
  const { app } = await start();
  const answers = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const code = `lockstep.request('console.list', {}).then(() => 'answered', String)`;
      const [ours] = BrowserWindow.getAllWindows();
      const other = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await other.loadURL('data:text/html,other');
      const answer = async (window: Electron.BrowserWindow | undefined): Promise<string> =>
        String(await window?.webContents.executeJavaScript(code));
      const asked = { ours: await answer(ours), other: await answer(other) };
      other.destroy();
      return asked;
    },
    path.join(root, 'dist/preload/preload.cjs'),
  );
  expect(answers.ours).toBe('answered');
  expect(answers.other).toContain('Not a page of Lockstep');
});

test('permissions are denied but for writing the clipboard after a click', async ({ start }) => {
  const { page } = await start();
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'];
    const results = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
    );
    return Object.fromEntries(names.map((name, index) => [name, results[index]]));
  });
  expect(new Set(Object.values(states))).toEqual(new Set(['denied']));
});

test('a malformed request is refused in words, an unknown one by the bridge', async ({ start }) => {
  const { page } = await start();
  const answers = await page.evaluate(async () => {
    const bridge = (globalThis as unknown as { lockstep: { request(name: string, params: unknown): Promise<unknown> } })
      .lockstep;
    return {
      malformed: await bridge.request('console.rows', { id: 'x', firstLine: 0, count: 1e9 }),
      unknown: await bridge.request('shell.run', { command: 'id' }).then(
        () => 'answered',
        (error: unknown) => String(error),
      ),
      escape: await bridge.request('code.read', { tree: '/', file: 'etc/passwd' }),
    };
  });
  expect(answers.malformed).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  expect(answers.unknown).toContain('no request is called shell.run');
  expect(answers.escape).toMatchObject({ ok: false });
});

test('only files of the page are served by its scheme', async ({ start }) => {
  const { page } = await start();
  const codes = await page.evaluate(async () => {
    const of = async (url: string): Promise<number | string> =>
      fetch(url).then(
        (response) => response.status,
        () => 'refused',
      );
    return [
      await of('/index.html'),
      await of('/../main/main.js'),
      await of('/%2e%2e/main/main.js'),
      await of('/nothing.js'),
    ];
  });
  expect(codes).toEqual([200, 404, 404, 404]);
});
