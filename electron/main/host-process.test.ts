/** The watch over a helper process, with a stand-in for Electron's utility process. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { HostProcess } from './host-process.ts';

class FakeChild extends EventEmitter {
  readonly pid = 1;
  readonly postMessage = vi.fn();
  readonly kill = vi.fn();
}
const { children } = vi.hoisted(() => ({ children: [] as unknown[] }));
vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
  },
}));
const child = (index: number): FakeChild => children[index] as FakeChild;

beforeEach(() => {
  vi.useFakeTimers();
  children.length = 0;
});
afterEach(() => void vi.useRealTimers());

function watched(): { host: HostProcess<{ say: string }, { heard: string }>; log: unknown[] } {
  const log: unknown[] = [];
  const host = new HostProcess<{ say: string }, { heard: string }>({
    name: 'a host',
    file: '/host.js',
    messages: z.object({ heard: z.string() }),
    onMessage: (message) => log.push(message),
    onStart: (isRestart) => log.push(isRestart ? 'restart' : 'start'),
    onCrash: (code, pause) => log.push(['crash', code, pause]),
    onNonsense: () => log.push('nonsense'),
  });
  return { host, log };
}

test('messages are validated', () => {
  const { host, log } = watched();
  host.start();
  child(0).emit('message', { heard: 'hello' });
  child(0).emit('message', { heard: 7 });
  child(0).emit('message', null);
  host.send({ say: 'x' });
  expect(log).toEqual(['start', { heard: 'hello' }, 'nonsense', 'nonsense']);
  expect(child(0).postMessage).toHaveBeenCalledWith({ say: 'x' }, []);
});

test('a host that dies is started again: at once when it had lived, more and more slowly when it had not', () => {
  const { host, log } = watched();
  host.start();
  vi.advanceTimersByTime(60_000);
  child(0).emit('exit', 9);
  expect(host.isRunning).toBe(false);
  host.send({ say: 'lost' });
  vi.advanceTimersByTime(0);
  expect(host.isRunning).toBe(true);
  for (let index = 1; index < 12; index++) {
    child(index).emit('exit', 1);
    vi.advanceTimersByTime(10_000);
  }
  const pauses = log.filter(Array.isArray).map((entry: unknown[]) => entry[2]);
  expect(pauses.slice(0, 4)).toEqual([0, 200, 400, 800]);
  expect(pauses.at(-1)).toBeLessThanOrEqual(10_000);
  expect(log.filter((entry) => entry === 'restart').length).toBeGreaterThan(5);
});

test('a host that was stopped stays stopped', () => {
  const { host, log } = watched();
  host.start();
  host.stop();
  expect(child(0).kill).toHaveBeenCalled();
  child(0).emit('exit', 0);
  vi.advanceTimersByTime(60_000);
  expect(log).toEqual(['start']);
});
