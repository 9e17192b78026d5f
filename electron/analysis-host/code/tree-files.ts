/** What is in a source tree: its C and assembly files, its version, and a stamp that changes when it does. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Top folders of a kernel tree that never end up in a kernel. All architectures are indexed (they are a fifth of the
 * files): which one a log comes from is not known here, `rank.ts` prefers x86.
 */
const NOT_KERNEL = new Set(['.git', 'tools', 'Documentation', 'samples', 'scripts', 'usr', 'LICENSES']);

/** All .c, .h and .S files below `root`, as sorted relative paths. Symbolic links are not followed. */
export async function listSourceFiles(root: string, signal: AbortSignal): Promise<readonly string[]> {
  const files: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    signal.throwIfAborted();
    const entries = await fs.readdir(path.join(root, directory), { withFileTypes: true });
    const below: string[] = [];
    for (const entry of entries) {
      const name = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory() && !(directory === '' ? NOT_KERNEL.has(entry.name) : entry.name === '.git')) {
        below.push(name);
      } else if (entry.isFile() && /\.[chS]$/.test(entry.name)) files.push(name);
    }
    await Promise.all(below.map(visit));
  };
  await visit('');
  return files.sort();
}

/** The version in a kernel's top Makefile, e.g. "6.12.117" or "5.12.0-rc3". */
export async function kernelVersion(root: string): Promise<string | undefined> {
  const text = await fs.readFile(path.join(root, 'Makefile'), 'utf8').catch(() => '');
  const value = (name: string): string => new RegExp(`^${name}[ \\t]*=[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const [major, minor] = [value('VERSION'), value('PATCHLEVEL')];
  if (!/^\d+$/.test(major) || !/^\d+$/.test(minor)) return undefined;
  return `${major}.${minor}.${value('SUBLEVEL') || '0'}${value('EXTRAVERSION')}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Names the cached index of a tree: `<of its path>-<of its state>`. */
export interface TreeStamp {
  readonly path: string;
  readonly state: string;
}

/**
 * A checkout of another version, a new file in a top folder and an edited Makefile change the state; an edit deep in the
 * tree does not (a function moves by a few lines and is still found by its name).
 */
export async function treeStamp(root: string): Promise<TreeStamp> {
  const entries = await fs.readdir(root, { withFileTypes: true });
  const watched = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const times = await Promise.all(
    ['.', 'Makefile', '.git/HEAD', '.git/logs/HEAD', ...watched].map(async (name) => {
      const info = await fs.stat(path.join(root, name)).catch(() => undefined);
      return info === undefined ? '' : `${name} ${info.mtimeMs} ${info.isFile() ? info.size : ''}`;
    }),
  );
  return { path: digest(root), state: digest(times.sort().join('\n')) };
}
