/** What the attach dialog checks before it asks main. Each check says what is wrong and what would be right. */

/** `sun_path` has 108 bytes with its final NUL; a longer one cannot be bound by QEMU either. */
const LONGEST_SOCKET_PATH = 107;

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

export function pathError(path: string, what: string): string | undefined {
  if (path.trim() === '') return `Type the path of the ${what}.`;
  if (!path.startsWith('/')) return `Type the whole path, from “/”. “~” and relative paths are not expanded here.`;
  return undefined;
}

export function socketPathError(path: string): string | undefined {
  const error = pathError(path, 'socket');
  if (error !== undefined) return error;
  const length = bytesIn(path);
  return length > LONGEST_SOCKET_PATH
    ? `${length} bytes are too long for a unix socket; at most ${LONGEST_SOCKET_PATH} are possible.`
    : undefined;
}

export function commandError(command: string): string | undefined {
  return command.trim() === '' ? 'Type a command; its output is the console.' : undefined;
}

/** A directory is optional, but a whole path when given. */
export function directoryError(path: string): string | undefined {
  return path === '' ? undefined : pathError(path, 'directory');
}

/** QEMU writes an option's own comma as two. */
export const qemuFlag = (path: string): string => `-serial unix:${path.replaceAll(',', ',,')},server=on,wait=off`;
