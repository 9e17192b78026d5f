import * as path from 'node:path';
import { expect, test } from 'vitest';
import { findExample, listExamples } from './examples.ts';

const directory = path.resolve(import.meta.dirname, '../../resources/examples');

test('the examples that are shipped are complete', async () => {
  const examples = await listExamples(directory);
  for (const { id, bytes, duration } of examples) {
    const { log } = await findExample(directory, id);
    expect(path.dirname(log)).toBe(directory);
    expect(bytes).toBeGreaterThan(0);
    expect(duration).toBeGreaterThan(0);
  }
});

test('an example is an id, never a path', async () => {
  for (const id of ['nope', '../../package', '/etc/passwd', '..', 'a/b']) {
    await expect(findExample(directory, id), id).rejects.toMatchObject({ problem: { code: 'no-example' } });
  }
  expect(await listExamples('/no/such/folder')).toEqual([]);
});
