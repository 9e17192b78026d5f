import * as path from 'node:path';
import { expect, test, vi } from 'vitest';
import { isOurs } from './lockdown.ts';
import { CONTENT_SECURITY_POLICY, PAGE_URL, fileOfPageUrl } from './page-protocol.ts';

vi.mock('electron', () => ({ app: {}, protocol: {}, session: {} }));

const DIRECTORY = path.resolve('/opt/lockstep/dist/renderer');
const fileOf = (url: string): string | undefined => fileOfPageUrl(url, DIRECTORY);

test('pages are files of one directory', () => {
  expect(fileOf(PAGE_URL)).toBe(`${DIRECTORY}/index.html`);
  expect(fileOf('lockstep-app://workbench/')).toBe(`${DIRECTORY}/index.html`);
  expect(fileOf('lockstep-app://workbench/assets/a%20b.js?x#y')).toBe(`${DIRECTORY}/assets/a b.js`);
});

test('no way out of it', () => {
  for (const escape of [
    'lockstep-app://workbench/../secret',
    'lockstep-app://workbench/%2e%2e/secret',
    'lockstep-app://workbench/%2e%2e%2fsecret',
    'lockstep-app://workbench/a/..%2f..%2f..%2fsecret',
    'lockstep-app://workbench//etc/passwd',
    'lockstep-app://workbench/%2fetc/passwd',
    'lockstep-app://workbench/..%5c..%5csecret',
  ]) {
    const file = fileOf(escape);
    expect(file === undefined || file.startsWith(DIRECTORY + path.sep), `${escape} → ${file ?? ''}`).toBe(true);
  }
  for (const refused of [
    'lockstep-app://elsewhere/index.html',
    'file:///etc/passwd',
    'https://workbench/index.html',
    'lockstep-app://workbench/a%00.html',
    'lockstep-app://workbench/%ff',
    'not a url',
    '',
  ]) {
    expect(fileOf(refused), refused).toBeUndefined();
  }
});

test('ours is a matter of the origin, not of how a URL begins', () => {
  expect(isOurs(PAGE_URL)).toBe(true);
  for (const foreign of [
    'lockstep-app://workbench.evil.example/index.html',
    'lockstep-app://evil/workbench',
    'lockstep-app://user@evil/',
    'https://workbench/',
    'file:///opt/lockstep/dist/renderer/index.html',
    'about:blank',
    'data:text/html,x',
    '',
  ]) {
    expect(isOurs(foreign), foreign).toBe(false);
  }
});

test('the policy allows no foreign or inline script', () => {
  expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  expect(CONTENT_SECURITY_POLICY).toMatch(/(^|; )script-src 'self'(;|$)/);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe-eval|https?:|\*/);
});
