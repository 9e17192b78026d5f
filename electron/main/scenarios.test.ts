import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { idOf, Scenarios } from './scenarios.ts';

const cases = path.resolve(import.meta.dirname, '../../resources/examples/cases');
let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-scenarios-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

test('the shipped cases are listed with their titles and can be read', async () => {
  const scenarios = new Scenarios(cases);
  const examples = await scenarios.examples();
  expect(examples).toHaveLength(5);
  for (const { id, title, about } of examples) {
    expect(title).not.toBe('');
    expect(about).not.toBe('');
    expect((await scenarios.read(id)).text).toContain(title.slice(0, 10));
  }
  expect(await new Scenarios('/no/such/folder').examples()).toEqual([]);
});

test('only scenario files that were opened or saved here are written', async () => {
  const scenarios = new Scenarios(cases);
  const file = path.join(directory, 'mine.lockstep');
  fs.writeFileSync(file, '{}');
  await expect(scenarios.write(idOf(file), 'x')).rejects.toMatchObject({ problem: { code: 'no-scenario' } });
  expect((await scenarios.read(idOf(file))).name).toBe('mine.lockstep');
  await scenarios.write(idOf(file), '{"a":1}');
  expect(fs.readFileSync(file, 'utf8')).toBe('{"a":1}');
  const id = await scenarios.saveAs(path.join(directory, 'other'), 'text');
  expect(id).toBe(idOf(path.join(directory, 'other.lockstep')));
  expect((await scenarios.read(id)).text).toBe('text');
});

test('what another program wrote meanwhile is not written over', async () => {
  const scenarios = new Scenarios(cases);
  const file = path.join(directory, 'mine.lockstep');
  fs.writeFileSync(file, 'first');
  const { text: base } = await scenarios.read(idOf(file));
  fs.writeFileSync(file, 'theirs');
  expect(await scenarios.write(idOf(file), 'mine', base)).toBe('theirs');
  expect(fs.readFileSync(file, 'utf8')).toBe('theirs');
  // Having seen it, the user may decide to.
  expect(await scenarios.write(idOf(file), 'mine', 'theirs')).toBeUndefined();
  expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  // The same change twice, and a file that is gone, are no conflict.
  fs.writeFileSync(file, 'again');
  expect(await scenarios.write(idOf(file), 'again', 'mine')).toBeUndefined();
  fs.rmSync(file);
  expect(await scenarios.write(idOf(file), 'new', 'again')).toBeUndefined();
  expect(fs.readFileSync(file, 'utf8')).toBe('new');
  fs.writeFileSync(file, Buffer.alloc(5 * 1024 * 1024));
  await expect(scenarios.write(idOf(file), 'mine', 'new')).rejects.toMatchObject({ problem: { code: 'no-scenario' } });
});

test('an id is an example or a scenario file, nothing else', async () => {
  const scenarios = new Scenarios(cases);
  for (const id of [
    'file:/etc/passwd',
    'file:relative.lockstep',
    'example:../../lab-abba',
    'example:',
    '/etc/passwd',
    '',
  ])
    await expect(scenarios.read(id), id).rejects.toThrow();
});
