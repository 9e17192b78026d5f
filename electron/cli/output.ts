/** Standard output that waits for slow readers and ends quietly when nobody reads any more (`| head`). */
import { once } from 'node:events';

/** Exit status of a process that SIGPIPE would have ended, as shells report it. */
const SIGPIPE_STATUS = 141;

/** To be called once, before anything is written. */
export const endQuietlyOnClosedPipe = (): void => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EOF') process.exit(SIGPIPE_STATUS);
    process.stderr.write(`lockstep: standard output: ${error.message}\n`);
    process.exit(2);
  });
  process.stderr.on('error', () => process.exit(SIGPIPE_STATUS));
};

/** Write, and wait when the reader is slower than we are: memory stays constant. */
export const print = async (text: string): Promise<void> => {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
};

/** Text from logs and files for people: what a terminal would obey, and what reorders or hides text, as U+FFFD. */
export const visible = (text: string): string =>
  text.replace(/(?![\n\t])[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '\ufffd');
