/** A log read once, from `from` to its end, in pieces. */
import { looksBinary } from './looks-binary.ts';
import { fileProblem, openRegularFile } from './regular-file.ts';
import type { Source, SourceSink } from './source.ts';

const PIECE = 1024 * 1024;

/** @param from byte to begin at, not 0 only when a recording is taken up again */
export function fileSource(file: string, from: number, sink: SourceSink): Source {
  let stopped = false;
  let done: Promise<void> = Promise.resolve();

  const read = async (): Promise<void> => {
    const { handle } = await openRegularFile(file);
    try {
      sink.connected(from);
      let position = from;
      // Used again for every piece: it is in the capture before the next one is read.
      const piece = Buffer.allocUnsafeSlow(PIECE);
      while (!stopped) {
        const { bytesRead } = await handle.read(piece, 0, PIECE, position);
        if (stopped) return;
        if (bytesRead === 0) break;
        const bytes = piece.subarray(0, bytesRead);
        const suspicion = position === 0 ? looksBinary(bytes) : undefined;
        if (suspicion !== undefined) sink.notice(suspicion);
        position += bytesRead;
        sink.bytes(bytes);
        await sink.recorded();
      }
      if (position === 0) sink.notice('The file is empty.');
      if (!stopped) sink.ended('end of file');
    } finally {
      await handle.close();
    }
  };

  return {
    canType: false,
    start() {
      done = read().catch((error: unknown) => {
        if (!stopped) sink.failed(fileProblem(error, file));
      });
    },
    async stop() {
      stopped = true;
      await done;
    },
    write: () => false,
  };
}
