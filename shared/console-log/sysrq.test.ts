import { expect, test } from 'vitest';
import { commandFor, hasLastWords, SHELL_COMMAND, wayFor } from './sysrq.ts';

const ruler = '='.repeat(45);

test('the kernel’s ruler ends what d and t print, rulers of reports do not', () => {
  expect(hasLastWords('d', `[ 1.0] ${ruler}\r\n`)).toBe(true);
  expect(hasLastWords('t', `${ruler}\n`)).toBe(true);
  expect(hasLastWords('d', '[ 1.0] INFO: lockdep is turned off.')).toBe(true);
  for (const length of [44, 46, 54])
    expect(hasLastWords('d', `[ 1.0] ${'='.repeat(length)}\n`), `${length}`).toBe(false);
  expect(hasLastWords('d', ruler)).toBe(false);
  expect(hasLastWords('l', `${ruler}\n`)).toBe(false);
});

test('BREAK where there is one, else a command, unless the user chose', () => {
  expect(wayFor(true)).toEqual({ by: 'break' });
  expect(wayFor(false)).toEqual({ by: 'command', command: SHELL_COMMAND });
  expect(wayFor(true, { by: 'command', command: 'sysrq KEY' })).toEqual({ by: 'command', command: 'sysrq KEY' });
  expect(commandFor(SHELL_COMMAND, 't')).toBe('echo t > /proc/sysrq-trigger');
});
