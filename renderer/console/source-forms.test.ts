import { expect, test } from 'vitest';
import { commandError, directoryError, qemuFlag, socketPathError } from './source-forms.ts';

test('a socket path is whole and short enough for the kernel', () => {
  expect(socketPathError('/tmp/a.sock')).toBeUndefined();
  expect(socketPathError('')).toMatch(/path/);
  expect(socketPathError('~/a.sock')).toMatch(/whole path/);
  expect(socketPathError(`/${'x'.repeat(107)}`)).toMatch(/108 bytes/);
});

test('a directory may be left out, a command may not', () => {
  expect(directoryError('')).toBeUndefined();
  expect(directoryError('linux')).toBeDefined();
  expect(commandError('  ')).toBeDefined();
});

test('the flag escapes commas as QEMU wants them', () => {
  expect(qemuFlag('/tmp/a,b')).toBe('-serial unix:/tmp/a,,b,server=on,wait=off');
});
