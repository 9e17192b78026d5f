/** Consoles on real unix sockets, and our ends of them. */
import * as net from 'node:net';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { ask, expect } from './app.ts';

export interface Board {
  readonly id: string;
  readonly name: string;
  readonly socket: net.Socket;
  readonly close: () => Promise<void>;
}

/** A console on a unix socket and our end of it. */
export async function attach(page: Page, directory: string, name: string): Promise<Board> {
  const file = path.join(directory, name);
  const server = net.createServer();
  const connection = new Promise<net.Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const { value } = (await ask(page, 'console.open', { spec: { kind: 'unix', path: file } })) as {
    value: { id: string };
  };
  const socket = await connection;
  const close = async (): Promise<void> => {
    socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { id: value.id, name, socket, close };
}

/** Wait until so many lines of these consoles have arrived. */
export const arrived = (page: Page, boards: readonly Pick<Board, 'id'>[], lines: number): Promise<void> =>
  expect
    .poll(async () => {
      const params = { consoles: boards.map(({ id }) => ({ id })), first: 0, count: 1 };
      return ((await ask(page, 'merged.rows', params)).value as { lines: number }).lines;
    })
    .toBe(lines);
