/** Paths that come from logs and from the page, held inside a source tree. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/**
 * The real path of `file` in `tree`.
 * @returns undefined when there is no such regular file, or when `..` or a symbolic link leads out of the tree
 */
export async function fileInTree(tree: string, file: string): Promise<string | undefined> {
  if (file.includes('\0') || path.isAbsolute(file)) return undefined;
  try {
    const root = await fs.realpath(tree);
    const real = await fs.realpath(path.join(root, file));
    if (!real.startsWith(root === path.sep ? root : root + path.sep)) return undefined;
    return (await fs.stat(real)).isFile() ? real : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/**
 * A path as a decoder printed it (`mm/slub.c`, `./mm/slub.c`, `/build/linux-6.1/mm/slub.c`), found in `tree`: leading
 * parts are dropped until there is such a file.
 * @returns the path inside the tree
 */
export async function findPrintedFile(tree: string, printed: string): Promise<string | undefined> {
  const parts = path.posix
    .normalize(printed)
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || parts.length > 32) return undefined;
  for (let skip = 0; skip < parts.length; skip++) {
    const candidate = parts.slice(skip).join('/');
    // A bare name would be found in any folder's stead; only the top of the tree has such files, and none with functions.
    if (skip > 0 && !candidate.includes('/')) return undefined;
    if ((await fileInTree(tree, candidate)) !== undefined) return candidate;
  }
  return undefined;
}
