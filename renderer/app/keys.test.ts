import { describe, expect, test } from 'vitest';
import type { Command } from './commands.ts';
import { commandForKeys, keysOfEvent, normaliseKeys } from './keys.ts';

const pressed = (key: string, modifiers: Partial<Parameters<typeof keysOfEvent>[0]> = {}) =>
  keysOfEvent({ key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...modifiers });

/** An element as far as `closest` goes: it or a parent matches one of the given tags or roles. */
const inside = (...parts: string[]) =>
  ({
    closest: (selector: string) => (selector.split(', ').some((part) => parts.includes(part)) ? {} : null),
  }) as unknown as Element;

const command = (id: string, ...keys: string[]): Command => ({
  id,
  title: id,
  group: 'Go',
  keys,
  run: () => undefined,
});

describe('keys as text', () => {
  test('a printed character is itself, with or without Shift', () => {
    expect(pressed('j')).toBe('j');
    expect(pressed('?', { shiftKey: true })).toBe('?');
    expect(pressed(' ')).toBe('Space');
  });
  test('with a modifier, letters are upper case and modifiers in order', () => {
    expect(pressed('p', { ctrlKey: true })).toBe('Ctrl+P');
    expect(pressed('P', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+P');
    expect(pressed('ArrowLeft', { altKey: true })).toBe('Alt+ArrowLeft');
    expect(pressed('F10', { shiftKey: true })).toBe('Shift+F10');
    expect(pressed(',', { ctrlKey: true })).toBe('Ctrl+,');
    expect(normaliseKeys('Shift+Ctrl+p')).toBe('Ctrl+Shift+P');
  });
});

describe('which command a key means', () => {
  const commands = [
    command('next', 'j'),
    command('palette', 'Ctrl+Shift+P'),
    command('step', 'F10'),
    command('play', 'Space'),
  ];
  const found = (keys: string, target: Element) => commandForKeys(keys, target, commands)?.id;

  test('letters act outside text fields only', () => {
    expect(found('j', inside('body'))).toBe('next');
    for (const field of ['input', 'textarea', '.monaco-editor', '.xterm', '[role="dialog"]'])
      expect(found('j', inside(field)), field).toBeUndefined();
  });
  test('function keys and combinations act in text fields too', () => {
    expect(found('F10', inside('.monaco-editor'))).toBe('step');
    expect(found('Ctrl+Shift+P', inside('input'))).toBe('palette');
  });
  test('copy and paste are the terminal’s own', () => {
    const copy = [...commands, command('link', 'Ctrl+Shift+C')];
    expect(commandForKeys('Ctrl+Shift+C', inside('.xterm'), copy)).toBeUndefined();
    expect(commandForKeys('Ctrl+Shift+P', inside('.xterm'), copy)?.id).toBe('palette');
    expect(commandForKeys('Ctrl+Shift+C', inside('body'), copy)?.id).toBe('link');
  });
  test('Space belongs to a focused button', () => {
    expect(found('Space', inside('button'))).toBeUndefined();
    expect(found('Space', inside('body'))).toBe('play');
  });
  test('a disabled command leaves its key to the next', () => {
    const disabled = { ...command('first', 'j'), enabled: false };
    expect(commandForKeys('j', inside('body'), [disabled, ...commands])?.id).toBe('next');
  });
});
