/**
 * Notebooks are Markdown files in a folder the user chose. Written atomically; never over what another editor wrote
 * meanwhile; changes by others are told.
 */
import { randomBytes } from 'node:crypto';
import { watch, type FSWatcher } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { MAX_TEXT, type NotebookInfo } from '../../shared/contract/ipc.ts';
import { epochMilliseconds, type EpochMilliseconds } from '../../shared/contract/units.ts';
import { ProblemError } from '../node/problem.ts';

/** How much of a file is read to find its first heading, in bytes. */
const HEAD = 8 * 1024;
/** Changes on disk come in bursts (an editor's save is several); told once this long after the last, in milliseconds. */
const SETTLE = 50;

export class Notebooks {
  readonly #onChanged: (file: string) => void;
  #directory: string | undefined;
  #watcher: FSWatcher | undefined;
  readonly #settling = new Map<string, NodeJS.Timeout>();
  /** Modification time of each file as we last wrote, read or told it. */
  readonly #known = new Map<string, number>();
  /** Writes of one file happen one after the other. */
  readonly #writing = new Map<string, Promise<unknown>>();

  /** @param onChanged a notebook was changed, made or deleted by somebody else */
  constructor(onChanged: (file: string) => void) {
    this.#onChanged = onChanged;
  }

  /** Use this folder from now on. */
  setDirectory(directory: string | undefined): void {
    if (directory === this.#directory) return;
    this.close();
    this.#directory = directory;
    if (directory !== undefined) this.#watch(directory);
  }

  /** Stop watching. */
  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    for (const timer of this.#settling.values()) clearTimeout(timer);
    this.#settling.clear();
    this.#known.clear();
  }

  /** All notebooks, the latest changed first. None while no folder is chosen. */
  async list(): Promise<NotebookInfo[]> {
    const directory = this.#directory;
    if (directory === undefined) return [];
    const entries = await fs.readdir(directory).catch((error: unknown) => {
      // Chosen, not made yet.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    const names = entries.filter(isNotebookName);
    const infos = await Promise.all(names.map((file) => infoOf(directory, file).catch(() => undefined)));
    return infos.filter((info) => info !== undefined).sort((a, b) => b.modifiedAt - a.modifiedAt);
  }

  /** Make a notebook with `title` as its heading; its file name comes from the title and is not used yet. */
  async create(title: string): Promise<NotebookInfo> {
    const directory = this.#chosen();
    await fs.mkdir(directory, { recursive: true });
    if (this.#watcher === undefined) this.#watch(directory);
    const stem = slugOf(title);
    for (let number = 1; ; number++) {
      const file = `${stem}${number === 1 ? '' : `-${number}`}.md`;
      try {
        await fs.writeFile(path.join(directory, file), `# ${title.replaceAll(/\s+/g, ' ').trim()}\n\n`, { flag: 'wx' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw error;
      }
      const info = await infoOf(directory, file);
      this.#known.set(file, info.modifiedAt);
      return info;
    }
  }

  async read(file: string): Promise<{ text: string; modifiedAt: EpochMilliseconds }> {
    const target = await this.#existing(file);
    const { size, mtimeMs } = await fs.stat(target);
    if (size > MAX_TEXT) throw new ProblemError({ code: 'too-large', message: `${target} has ${size} bytes.` });
    const text = await fs.readFile(target, 'utf8');
    this.#known.set(file, mtimeMs);
    return { text, modifiedAt: epochMilliseconds(mtimeMs) };
  }

  /**
   * @param expected modification time last seen; absent: write whatever is there
   * @throws ProblemError `conflict` when the file was changed since
   */
  write(
    file: string,
    text: string,
    expected: EpochMilliseconds | undefined,
  ): Promise<{ modifiedAt: EpochMilliseconds }> {
    const before = this.#writing.get(file) ?? Promise.resolve();
    const mine = before.then(() => this.#write(file, text, expected));
    const settled = mine
      .catch(() => undefined)
      .then(() => {
        if (this.#writing.get(file) === settled) this.#writing.delete(file);
      });
    this.#writing.set(file, settled);
    return mine;
  }

  async #write(
    file: string,
    text: string,
    expected: EpochMilliseconds | undefined,
  ): Promise<{ modifiedAt: EpochMilliseconds }> {
    const target = await this.#writable(file);
    const there = await fs.stat(target).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (expected !== undefined && there !== undefined && there.mtimeMs !== expected) {
      throw new ProblemError({
        code: 'conflict',
        message: `${file} was changed on disk by another program; nothing was written.`,
        hint: 'Look at what changed, then keep one of the two or both.',
      });
    }
    const temporary = path.join(
      path.dirname(target),
      `.${path.basename(target)}.${randomBytes(4).toString('hex')}.tmp`,
    );
    try {
      const handle = await fs.open(temporary, 'wx', there?.mode ?? 0o644);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const mtimeMs = await laterThan(there?.mtimeMs, temporary);
      this.#known.set(file, mtimeMs);
      await fs.rename(temporary, target);
      await syncDirectory(path.dirname(target));
      return { modifiedAt: epochMilliseconds(mtimeMs) };
    } catch (error) {
      await fs.rm(temporary, { force: true });
      throw error;
    }
  }

  #chosen(): string {
    if (this.#directory !== undefined) return this.#directory;
    throw new ProblemError({
      code: 'no-notebook-folder',
      message: 'No folder for notebooks is chosen.',
      hint: 'Choose one in the notebook pane or in the settings.',
    });
  }

  /** Path of a notebook that is there; a link must not lead out of the folder. */
  async #existing(file: string): Promise<string> {
    const directory = this.#chosen();
    if (!isNotebookName(file)) throw badName(file);
    const [real, folder] = await Promise.all([fs.realpath(path.join(directory, file)), fs.realpath(directory)]);
    if (path.dirname(real) !== folder && !real.startsWith(folder + path.sep)) throw badName(file);
    return real;
  }

  async #writable(file: string): Promise<string> {
    try {
      return await this.#existing(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return path.join(this.#chosen(), file);
    }
  }

  #watch(directory: string): void {
    try {
      this.#watcher = watch(directory, (_event, name) => {
        if (name !== null && isNotebookName(name)) this.#settle(directory, name);
      });
      this.#watcher.on('error', () => {
        this.#watcher?.close();
        this.#watcher = undefined;
      });
    } catch (error) {
      // The folder isn't there (yet); `create` makes it and watches then.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  #settle(directory: string, file: string): void {
    clearTimeout(this.#settling.get(file));
    const look = async (): Promise<void> => {
      this.#settling.delete(file);
      const now = await fs.stat(path.join(directory, file)).then(
        ({ mtimeMs }) => mtimeMs,
        () => undefined,
      );
      if (directory !== this.#directory || now === this.#known.get(file)) return;
      if (now === undefined) this.#known.delete(file);
      else this.#known.set(file, now);
      this.#onChanged(file);
    };
    this.#settling.set(
      file,
      setTimeout(() => void look(), SETTLE),
    );
  }
}

/** A plain file name that ends in .md and isn't hidden. */
export const isNotebookName = (name: string): boolean =>
  name.length <= 255 &&
  name === path.basename(name) &&
  !/[\\/\0]/.test(name) &&
  !name.startsWith('.') &&
  name.endsWith('.md');

/** A file name stem that reads like the title: letters, digits and dashes of any script. */
export function slugOf(title: string): string {
  const slug = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  // 255 bytes is what file systems take; leave room for a number and the ending.
  let cut = slug.slice(0, 80);
  while (Buffer.byteLength(cut) > 200) cut = cut.slice(0, -1);
  return cut.replace(/-+$/, '') || 'notebook';
}

/** Title and times of one file. */
async function infoOf(directory: string, file: string): Promise<NotebookInfo> {
  const handle = await fs.open(path.join(directory, file), 'r');
  try {
    const { mtimeMs, size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const heading = /^#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
    return { file, title: heading ?? file.slice(0, -3), modifiedAt: epochMilliseconds(mtimeMs), bytes: size };
  } finally {
    await handle.close();
  }
}

const badName = (file: string): ProblemError =>
  new ProblemError({ code: 'bad-name', message: `${file} is not the name of a notebook in the chosen folder.` });

/**
 * The kernel's clock for files has steps of some milliseconds: two writes within one step would look like none.
 * @param before modification time of the version that is replaced
 * @returns that of `file`, moved on where it would be the same
 */
async function laterThan(before: number | undefined, file: string): Promise<number> {
  const { mtimeMs, atimeMs } = await fs.stat(file);
  if (before === undefined || mtimeMs > before) return mtimeMs;
  await fs.utimes(file, atimeMs / 1000, (before + 1) / 1000);
  return (await fs.stat(file)).mtimeMs;
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await fs.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
