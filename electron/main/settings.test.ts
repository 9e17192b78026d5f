import { expect, test, vi } from 'vitest';
import { parseArguments } from './arguments.ts';
import { SessionStore, visibleBounds } from './session.ts';
import { SettingsStore, tolerant, type KeyValueFile } from './settings.ts';

vi.mock('electron-store', () => ({ default: vi.fn() }));

function memory(start: Record<string, unknown> = {}): KeyValueFile & { value: Record<string, unknown> } {
  const file = {
    value: start,
    read: () => file.value,
    write: (values: Readonly<Record<string, unknown>>) => void (file.value = { ...values }),
  };
  return file;
}

test('bad values fall back to their defaults, good ones stay', () => {
  expect(tolerant({ theme: 'dark', replayStepMilliseconds: 'fast', sourceTrees: ['/a', 7], stranger: 1 })).toEqual({
    theme: 'dark',
    sourceTrees: [],
    replayStepMilliseconds: 900,
    reopenCaptures: true,
  });
});

test('settings are kept, cleared by undefined, refused when wrong', () => {
  const file = memory();
  const settings = new SettingsStore(file);
  settings.set({ notebookDirectory: '/notes', theme: 'light' });
  expect(new SettingsStore(file).value).toMatchObject({ notebookDirectory: '/notes', theme: 'light' });
  settings.set({ notebookDirectory: undefined });
  expect(file.value).not.toHaveProperty('notebookDirectory');
  expect(() => settings.set({ replayStepMilliseconds: 1 })).toThrow();
  expect(settings.value.replayStepMilliseconds).toBe(900);
});

test('a session of nonsense is a new session', () => {
  const session = new SessionStore(memory({ bounds: { width: 'wide' }, maximized: 3, consoles: 'x' }));
  expect(session.value).toEqual({ bounds: { width: 1440, height: 900 }, maximized: false, consoles: [], names: {} });
});

test('a window is never opened where no screen is', () => {
  const screen = { x: 0, y: 0, width: 1600, height: 1000 };
  const inside = { x: 100, y: 50, width: 800, height: 600 };
  expect(visibleBounds(inside, [screen])).toEqual(inside);
  expect(visibleBounds({ ...inside, x: 5000 }, [screen])).toEqual({ width: 800, height: 600 });
  expect(visibleBounds({ width: 800, height: 600 }, [screen])).toEqual({ width: 800, height: 600 });
});

test('files, links, pipes and --lab on the command line', () => {
  const argv = [
    '/x/electron',
    '--no-sandbox',
    '/app',
    '--lab',
    'a.log',
    '/b.log',
    'lockstep:1/lab',
    '--pipe=/run/input',
    '--inspect=0',
  ];
  expect(parseArguments(argv, false, '/home/me')).toEqual({
    links: ['lockstep:1/lab'],
    files: ['/home/me/a.log', '/b.log'],
    pipes: ['/run/input'],
    lab: true,
  });
  expect(parseArguments(['/usr/bin/lockstep', 'a.log'], true, '/home/me')).toEqual({
    links: [],
    files: ['/home/me/a.log'],
    pipes: [],
    lab: false,
  });
});
