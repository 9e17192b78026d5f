import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { byteOffset, lineNumber } from '../../shared/contract/units.ts';
import { linkOf } from '../../shared/notebook/write-link.ts';
import { newCaptureId } from './capture-format.ts';
import { captureIdsIn, captureLinks } from './capture-links.ts';

let directory: string;
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(() => fs.rm(directory, { recursive: true }));

test('links in Markdown and mail, bare ids and paths', () => {
  const made = newCaptureId('ttyUSB0');
  const link = linkOf({ at: 'report', consoleId: 'old-one', firstByte: byteOffset(9), signature: 's' });
  expect([...captureIdsIn(`see [the report](${link}), > <${linkOf({ at: 'console', consoleId: 'b' })}>.`)]).toEqual([
    'old-one',
    'b',
  ]);
  expect([...captureIdsIn(`grep x ~/.config/Lockstep/captures/${made}.log`)]).toEqual([made]);
  // Of a newer Lockstep: not understood, but its capture is named.
  expect([...captureIdsIn(`lockstep:99/moment/${made}/17`)]).toEqual([made]);
  expect([...captureIdsIn('lockstep:1/settings, and lockstep: prose')]).toEqual([]);
});

test('notebooks in folders too; other files are not read', async () => {
  await fs.mkdir(path.join(directory, 'done'));
  const link = (consoleId: string) => linkOf({ at: 'console', consoleId, line: lineNumber(3) });
  await fs.writeFile(path.join(directory, 'a.md'), `${link('one')} ${link('two')}`);
  await fs.writeFile(path.join(directory, 'done', 'b.md'), link('one'));
  await fs.writeFile(path.join(directory, 'c.txt'), link('three'));
  expect(new Map(await captureLinks(directory))).toEqual(
    new Map([
      ['one', ['a.md', path.join('done', 'b.md')]],
      ['two', ['a.md']],
    ]),
  );
});

test('a folder that is gone, or a notebook that cannot be read, is an error and not an empty answer', async () => {
  await expect(captureLinks(path.join(directory, 'gone'))).rejects.toThrow(/ENOENT/);
  await fs.symlink(path.join(directory, 'nowhere'), path.join(directory, 'broken.md'));
  await expect(captureLinks(directory)).rejects.toThrow(/ENOENT/);
});
