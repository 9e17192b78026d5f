/**
 * A file that grows, from its start. Survives truncation (begins again at 0), replacement by rename (the old file is read
 * to its end first) and a file that isn't there yet. Changes are announced by the system; a look every half second finds
 * those that are not (network file systems).
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { looksBinary } from './looks-binary.ts';
import { fileProblem, openRegularFile, type OpenFile } from './regular-file.ts';
import type { Source, SourceSink } from './source.ts';

const PIECE = 1024 * 1024;
const LOOK_EVERY = 500;

/** @param from byte to begin at, not 0 only when a recording is taken up again */
export function followSource(file: string, from: number, sink: SourceSink): Source {
  let opened: OpenFile | undefined;
  let position = from;
  let attempts = 0;
  let stopped = false;
  let watcher: fs.FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  /** Read what there is from `position` on. */
  const drain = async ({ handle }: OpenFile): Promise<void> => {
    while (!stopped) {
      const piece = Buffer.allocUnsafe(PIECE);
      const { bytesRead } = await handle.read(piece, 0, PIECE, position);
      if (bytesRead === 0 || stopped) return;
      const bytes = piece.subarray(0, bytesRead);
      const suspicion = position === 0 ? looksBinary(bytes) : undefined;
      if (suspicion !== undefined) sink.notice(suspicion);
      position += bytesRead;
      sink.bytes(bytes);
      await sink.recorded();
    }
  };

  const openAt = async (start: number): Promise<OpenFile> => {
    const next = await openRegularFile(file);
    position = start > (await next.handle.stat()).size ? 0 : start;
    attempts = 0;
    opened = next;
    sink.connected(position);
    return next;
  };

  const replaced = async (old: OpenFile): Promise<void> => {
    await drain(old);
    await old.handle.close();
    opened = undefined;
    if (!stopped) await drain(await openAt(0));
  };

  const look = async (): Promise<void> => {
    try {
      if (opened === undefined) {
        await drain(await openAt(position));
        return;
      }
      const now = await fs.promises.stat(file);
      if (`${now.dev}:${now.ino}` !== opened.identity) {
        await replaced(opened);
        return;
      }
      if (now.size < position) {
        position = 0;
        sink.connected(0);
      }
      await drain(opened);
    } catch (error) {
      if (stopped) return;
      if (opened !== undefined) {
        await drain(opened);
        await opened.handle.close();
        opened = undefined;
        position = 0;
      }
      sink.reconnecting(++attempts, fileProblem(error, file));
    }
  };

  /** Look now, or once more when a look is under way. */
  const wake = (): void => {
    if (stopped) return;
    if (looking !== undefined) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        if (!stopped) sink.failed(fileProblem(error, file));
      })
      .finally(() => {
        looking = undefined;
        if (!lookAgain) return;
        lookAgain = false;
        wake();
      });
  };

  const watch = (): void => {
    try {
      watcher = fs.watch(path.dirname(file), (_event, name) => {
        if (name === null || name === path.basename(file)) wake();
      });
      watcher.on('error', () => watcher?.close());
    } catch (error) {
      // No directory yet, or no more watches to be had: the regular look does it.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  };

  return {
    canType: false,
    start() {
      watch();
      timer = setInterval(wake, LOOK_EVERY);
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      watcher?.close();
      await looking;
      await opened?.handle.close();
      opened = undefined;
    },
    write: () => false,
  };
}
