/**
 * Standard input for the workbench: a socket in a folder of our own, served to one reader. A pipe cannot be handed to a
 * workbench that runs already; a socket can. Nothing is read from the input before somebody takes it.
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface ServedInput {
  /** Of the socket. */
  readonly path: string;
  /** Somebody has begun to read. */
  readonly taken: Promise<void>;
  /** The input is over, or its reader went away; the socket is gone. */
  readonly over: Promise<void>;
  /** Give up. */
  close(): void;
}

/** @throws the system error when no socket can be made */
export async function serveInput(input: Readable): Promise<ServedInput> {
  const directory = fs.mkdtempSync(path.join(process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir(), 'lockstep-input-'));
  const socketPath = path.join(directory, 'input');
  const server = net.createServer();
  let take = (): void => undefined;
  let end = (): void => undefined;
  const taken = new Promise<void>((resolve) => (take = resolve));
  const over = new Promise<void>((resolve) => (end = resolve));
  const close = (): void => {
    server.close();
    fs.rmSync(directory, { recursive: true, force: true });
    end();
  };
  server.once('connection', (socket) => {
    server.close();
    take();
    // A reader that goes away ends the input's writer as well, with SIGPIPE, like any pipe.
    pipeline(input, socket).then(close, close);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
  } catch (error) {
    close();
    throw error;
  }
  return { path: socketPath, taken, over, close };
}
