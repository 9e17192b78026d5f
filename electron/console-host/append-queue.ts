/**
 * Bytes to the end of a file, in order, as soon as they come. The queue never refuses: when the disk doesn't take them,
 * they wait in memory and are tried again, and only when that is used up too they are dropped, which is told.
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Problem } from '../../shared/contract/ipc.ts';
import { COPYING } from '../node/capture-format.ts';
import { problemOf, systemProblem } from '../node/problem.ts';
import { giveBack } from './read-buffer.ts';

/** Appends what it can of `chunks` and says how many bytes that were. The default is a real file's. */
export type Append = (chunks: readonly Uint8Array[]) => Promise<number>;

export interface AppendQueueOptions {
  readonly file: string;
  /** After each write; `total` is the length of the file. */
  readonly onWritten: (total: number) => void;
  /** A write failed (`problem`), or writing works again (undefined). */
  readonly onTrouble: (problem: Problem | undefined) => void;
  /** `bytes` bytes could not be kept; they would have stood at `offset` of the file. */
  readonly onLost: (offset: number, bytes: number) => void;
  /** Bytes that may wait for a disk that takes none. Default 256 MiB. */
  readonly maxWaiting?: number;
  /** First pause after a failed write, in milliseconds; doubled up to 2 s. Default 100. */
  readonly retryAfter?: number;
  /** Small writes begin at least this far apart, in milliseconds. Default 20. */
  readonly pace?: number;
  /** How often to look whether the file is still there, in milliseconds. Default 1000. */
  readonly lookEvery?: number;
  /** Nothing is written before this, which never rejects; absent: at once. */
  readonly after?: Promise<void> | undefined;
  /** For tests: what stands in for the file. */
  readonly append?: Append;
}

const MAX_WAITING = 256 * 1024 * 1024;
const MAX_RETRY = 2000;
const LOOK_EVERY = 1000;
/** A console that prints byte by byte would otherwise cost a write, and two switches of threads, a byte. */
const PACE = 20;
/** Bytes that are worth a write at once. */
const ENOUGH = 128 * 1024;
/** Chunks that one writev takes (IOV_MAX is 1024). */
const MAX_CHUNKS = 512;

async function openNew(file: string): Promise<fs.FileHandle> {
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  return fs.open(file, 'a', 0o600);
}

/**
 * Copy a deleted file that is still open to where it was, under another name until it is whole: readers never see a part.
 * @returns the file, for appending
 */
async function putBack(deleted: fs.FileHandle, file: string): Promise<fs.FileHandle> {
  const copy = `${file}${COPYING}`;
  try {
    await fs.copyFile(`/proc/self/fd/${deleted.fd}`, copy);
    await fs.chmod(copy, 0o600);
    const restored = await fs.open(copy, 'a', 0o600);
    await fs.rename(copy, file);
    return restored;
  } catch (error) {
    // A disk that is full: what is left of the copy is in the way of the next one.
    await fs.rm(copy, { force: true });
    throw error;
  }
}

export class AppendQueue {
  readonly #options: AppendQueueOptions;
  #handle: fs.FileHandle | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #total = 0;
  #lookedAt = 0;
  #beganAt = -Infinity;
  #running: Promise<void> | undefined;
  #stopped = false;
  #wake: (() => void) | undefined;
  #isUrgent = false;
  #isPacing = false;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  /** Open (or create) the file now, not with the first write. @returns bytes already in it */
  async open(): Promise<number> {
    if (this.#options.append === undefined) {
      this.#handle = await fs.open(this.#options.file, 'a', 0o600);
      this.#total = (await this.#handle.stat()).size;
    }
    return this.#total;
  }

  /** Bytes in the file. */
  get total(): number {
    return this.#total;
  }

  /** Where the next pushed byte will stand. */
  get end(): number {
    return this.#total + this.#waitingBytes;
  }

  /** Take a chunk; it must not be changed afterwards. Its memory is given back when it is in the file. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#waitingBytes + chunk.length > (this.#options.maxWaiting ?? MAX_WAITING)) {
      this.#options.onLost(this.end, chunk.length);
      return;
    }
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#running ??= this.#run();
  }

  /** What was pushed so far is not to wait for more. */
  hurry(): void {
    this.#isUrgent = true;
    if (this.#isPacing) this.#wake?.();
  }

  /** Resolves when everything pushed so far is in the file (or given up by `close`). */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Write what waits, giving a failing disk one more try, then close the file. */
  async close(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.flush();
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #run(): Promise<void> {
    let pause = this.#options.retryAfter ?? 100;
    let troubled = false;
    await this.#options.after;
    while (this.#waiting.length > 0) {
      await this.#keepPace();
      const batch = this.#waiting.slice(0, MAX_CHUNKS);
      try {
        const written = await this.#append(batch);
        this.#forget(written);
        this.#total += written;
        if (troubled) this.#options.onTrouble(undefined);
        troubled = false;
        pause = this.#options.retryAfter ?? 100;
        if (written > 0) this.#options.onWritten(this.#total);
      } catch (error) {
        if (!troubled) this.#options.onTrouble(this.#problem(error));
        troubled = true;
        if (this.#stopped) {
          this.#options.onLost(this.#total, this.#waitingBytes);
          this.#waiting = [];
          this.#waitingBytes = 0;
          break;
        }
        await this.#sleep(pause);
        pause = Math.min(pause * 2, MAX_RETRY);
      }
    }
    this.#running = undefined;
  }

  /** The first bytes after a silence go at once, those right behind them together. */
  async #keepPace(): Promise<void> {
    const pause = this.#beganAt + (this.#options.pace ?? PACE) - performance.now();
    if (pause > 0 && this.#waitingBytes < ENOUGH && !this.#stopped && !this.#isUrgent) {
      this.#isPacing = true;
      await this.#sleep(Math.ceil(pause));
      this.#isPacing = false;
    }
    this.#isUrgent = false;
    this.#beganAt = performance.now();
  }

  async #append(batch: readonly Uint8Array[]): Promise<number> {
    if (this.#options.append !== undefined) return this.#options.append(batch);
    await this.#keepFile();
    // A new file whose first bytes came before it: they wait for it as for any write that fails.
    this.#handle ??= await openNew(this.#options.file);
    return (await this.#handle.writev([...batch])).bytesWritten;
  }

  /** A file that was deleted under us takes bytes that nobody will ever see: put it back, with all it held. */
  async #keepFile(): Promise<void> {
    const now = performance.now();
    if (this.#handle === undefined || now - this.#lookedAt < (this.#options.lookEvery ?? LOOK_EVERY)) return;
    this.#lookedAt = now;
    if ((await this.#handle.stat()).nlink > 0) return;
    const { file, onTrouble } = this.#options;
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const restored = await putBack(this.#handle, file);
    await this.#handle.close();
    this.#handle = restored;
    onTrouble({
      code: 'capture-deleted',
      message: `${file} was deleted while it was being written; it was put back with everything it held.`,
      hint: 'Remove a capture in Lockstep’s list of consoles instead.',
    });
    onTrouble(undefined);
  }

  /** Take `count` bytes off the front of the queue. */
  #forget(count: number): void {
    this.#waitingBytes -= count;
    let whole = 0;
    let left = count;
    for (const chunk of this.#waiting) {
      if (left < chunk.length) break;
      left -= chunk.length;
      whole++;
    }
    for (const chunk of this.#waiting.splice(0, whole)) giveBack(chunk);
    const [first] = this.#waiting;
    if (left === 0 || first === undefined) return;
    giveBack(first.subarray(0, left));
    this.#waiting[0] = first.subarray(left);
  }

  #problem(error: unknown): Problem {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code !== undefined) {
      return systemProblem(error, this.#options.file);
    }
    return problemOf(error);
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#wake = done;
    });
  }
}
