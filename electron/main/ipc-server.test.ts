import { expect, test, vi } from 'vitest';
import { requests, type RequestName } from '../../shared/contract/ipc.ts';
import { ProblemError } from '../node/problem.ts';
import { answer, serveRequests, tell, type Handlers } from './ipc-server.ts';

/** Handlers that all fail, but for those given. */
const handlersWith = (some: Partial<Handlers>): Handlers =>
  ({
    ...Object.fromEntries(Object.keys(requests).map((name) => [name, () => Promise.reject(new Error('not this one'))])),
    ...some,
  }) as Handlers;

test('a request that does not exist, by whatever name', async () => {
  for (const name of ['nope', 'constructor', '__proto__', 'toString', '', undefined, 7, {}, ['console.list']]) {
    expect(await answer(handlersWith({}), name, {})).toMatchObject({ ok: false, problem: { code: 'unknown-request' } });
  }
});

test('payloads are validated before any handler sees them', async () => {
  const type = vi.fn(() => ({}));
  const handlers = handlersWith({ 'console.type': type });
  for (const params of [
    undefined,
    null,
    7,
    {},
    { id: 7, text: 'x' },
    { id: 'a' },
    { id: 'a', text: 'x'.repeat(70_000) },
  ]) {
    expect(await answer(handlers, 'console.type', params)).toMatchObject({
      ok: false,
      problem: { code: 'bad-request' },
    });
  }
  expect(type).not.toHaveBeenCalled();
  // What the contract doesn't name never arrives.
  await answer(handlers, 'console.type', { id: 'a', text: 'x', extra: true });
  expect(type).toHaveBeenCalledExactlyOnceWith({ id: 'a', text: 'x' });
});

test('every request refuses nonsense', async () => {
  for (const name of Object.keys(requests) as RequestName[]) {
    const result = await answer(handlersWith({}), name, 'nonsense');
    expect(result, name).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  }
});

test('what a handler throws becomes a problem, never a stack', async () => {
  const answerTo = (error: unknown): Promise<unknown> =>
    answer(
      handlersWith({
        'console.list': () => {
          throw error;
        },
      }),
      'console.list',
      {},
    );
  expect(await answerTo(new ProblemError({ code: 'x', message: 'said so', hint: 'do this' }))).toEqual({
    ok: false,
    problem: { code: 'x', message: 'said so', hint: 'do this' },
  });
  const missing = Object.assign(new Error('ENOENT: …'), { code: 'ENOENT', path: '/a/b' });
  expect(await answerTo(missing)).toMatchObject({ problem: { code: 'ENOENT', message: '/a/b does not exist.' } });
  expect(await answerTo('just a string')).toMatchObject({ problem: { code: 'internal', message: 'just a string' } });
});

test('only trusted senders are answered', async () => {
  let listener: ((event: unknown, name: unknown, params: unknown) => Promise<unknown>) | undefined;
  const ipcMain = { handle: (_channel: string, made: typeof listener) => (listener = made) };
  const list = vi.fn(() => []);
  serveRequests(
    ipcMain as unknown as Parameters<typeof serveRequests>[0],
    handlersWith({ 'console.list': list }),
    (event) => (event as unknown) === 'trusted',
  );
  await expect(listener?.('a stranger', 'console.list', {})).rejects.toThrow('Not a page of Lockstep');
  expect(list).not.toHaveBeenCalled();
  expect(await listener?.('trusted', 'console.list', {})).toEqual({ ok: true, value: [] });
});

test('events are validated on the way out and not sent to closed windows', () => {
  const send = vi.fn();
  const window = (closed: boolean): Parameters<typeof tell>[0][number] =>
    ({ isDestroyed: () => closed, webContents: { send } }) as unknown as Parameters<typeof tell>[0][number];
  tell([window(false), window(true)], 'console.removed', { id: 'a' });
  expect(send).toHaveBeenCalledExactlyOnceWith('lockstep:event', 'console.removed', { id: 'a' });
  expect(() => tell([window(false)], 'console.removed', {} as { id: string })).toThrow();
});
