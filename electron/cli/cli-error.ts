/** An error that ends a command: one line on stderr, exit status 2. Never a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory, expected a log file',
  EMFILE: 'too many open files',
  EIO: 'input/output error',
};

/** What went wrong with `file`, in one line without its stack. */
export const describeFileError = (file: string, error: unknown): string => {
  if (error instanceof CliError) return error.message;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const text = code === undefined ? undefined : CODES[code];
  return `${file}: ${text ?? (error instanceof Error ? error.message : String(error)).split('\n')[0]!}`;
};

/** One line on stderr; names of files and locks in it can do nothing to a terminal. */
export const complain = (message: string): void => {
  process.stderr.write(`lockstep: ${message.replace(/\p{Cc}/gu, '\ufffd')}\n`);
};
