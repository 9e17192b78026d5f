/**
 * The file that a capture is being copied from. It is read in the copy's place until that is whole, as nobody should wait
 * for a disk to see what is there already.
 */
import type { BigIntStats } from 'node:fs';
import * as fs from 'node:fs/promises';

export class OriginalFile {
  readonly path: string;
  readonly handle: fs.FileHandle;
  /** Bytes in it when it was opened. */
  readonly bytes: number;
  readonly #state: string;

  private constructor(path: string, handle: fs.FileHandle, bytes: number, state: string) {
    this.path = path;
    this.handle = handle;
    this.bytes = bytes;
    this.#state = state;
  }

  /** @returns undefined when it is no file that can be read; the console host says why */
  static async open(path: string): Promise<OriginalFile | undefined> {
    try {
      // Opening a pipe would wait for somebody who writes to it.
      if (!(await fs.stat(path)).isFile()) return undefined;
      const handle = await fs.open(path, 'r');
      const info = await handle.stat({ bigint: true });
      return new OriginalFile(path, handle, Number(info.size), stateOf(info));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }

  /** Nothing was written to it since it was opened, so what was read of it and any copy made since then are the same. */
  async isUnchanged(): Promise<boolean> {
    const now = await fs.stat(this.path, { bigint: true }).catch(() => undefined);
    return now !== undefined && stateOf(now) === this.#state;
  }
}

const stateOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(' ');
