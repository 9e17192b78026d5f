/** The reports of the files named on the command line, one after the other, in constant memory. */
import { createReportReader } from '../../shared/lockdep/reader.ts';
import type { ReaderEvent } from '../../shared/lockdep/reader-types.ts';
import { nodeByteSearch } from '../node/node-byte-search.ts';
import { complain, describeFileError } from './cli-error.ts';
import { openInput } from './input.ts';
import { startProgress } from './progress.ts';

export interface ReadOptions {
  /** Sees all bytes as they are read. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** A file begins. */
  readonly onFile?: (name: string) => void;
}

export type FinishedEvent = Extract<ReaderEvent, { type: 'finished' }>;

/**
 * Read `files` (none: standard input) and hand every report to `onReport`, in order. A file that can't be read is
 * complained about and passed over. Resolves to the number of such files.
 */
export const readReports = async (
  files: readonly string[],
  onReport: (event: FinishedEvent, file: string) => Promise<void> | void,
  options: ReadOptions = {},
): Promise<number> => {
  let failed = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    let end = (): void => undefined;
    try {
      const input = openInput(file);
      const progress = startProgress(input);
      end = progress.done;
      options.onFile?.(file);
      const reader = createReportReader({ sourceName: file, live: false, search: nodeByteSearch });
      let reports = 0;
      const handle = async (events: readonly ReaderEvent[]): Promise<void> => {
        for (const event of events) {
          if (event.type !== 'finished') continue;
          reports++;
          await onReport(event, file);
        }
      };
      try {
        for await (const piece of input.pieces) {
          options.onBytes?.(piece);
          const events = reader.push(piece);
          if (events.length > 0) await handle(events);
          progress.tick(reports);
        }
      } finally {
        // What was read before an error counts.
        await handle(reader.end());
        progress.done();
      }
    } catch (error) {
      end();
      failed++;
      complain(describeFileError(file, error));
    }
  }
  return failed;
};
