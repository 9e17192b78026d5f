/** One source tree with its function index, which is made once and kept in the user's data. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { SourceTree } from '../../../shared/contract/ipc.ts';
import { ProblemError, problemOf } from '../../node/problem.ts';
import { buildFunctionIndex } from './build-index.ts';
import { loadFunctionIndex, type FunctionIndex } from './function-index.ts';
import { kernelVersion, treeStamp } from './tree-files.ts';

export interface IndexedTreeOptions {
  readonly path: string;
  readonly cacheDirectory: string;
  readonly onChanged: () => void;
  /** For tests. */
  readonly ctags?: string;
}

export class IndexedTree {
  readonly #options: IndexedTreeOptions;
  readonly #abort = new AbortController();
  #state: SourceTree;
  #index: FunctionIndex | undefined;

  constructor(options: IndexedTreeOptions) {
    this.#options = options;
    this.#state = { path: options.path, state: 'indexing', progress: 0, functions: 0 };
  }

  get state(): SourceTree {
    return this.#state;
  }

  get index(): FunctionIndex | undefined {
    return this.#index;
  }

  /** Take the index from the cache or make it. Never rejects: what goes wrong is in `state`. */
  async start(): Promise<void> {
    const { path: root, cacheDirectory } = this.#options;
    try {
      if (!(await fs.stat(root)).isDirectory()) {
        throw new ProblemError({
          code: 'ENOTDIR',
          message: `${root} is not a directory.`,
          hint: 'Choose a source tree.',
        });
      }
      this.#set({ version: await kernelVersion(root) });
      const stamp = await treeStamp(root);
      const stem = path.join(cacheDirectory, `${stamp.path}-${stamp.state}`);
      this.#index = (await loadFunctionIndex(stem)) ?? (await this.#build(stem));
      this.#set({ state: 'ready', progress: 1, functions: this.#index.functions });
      await removeOthers(cacheDirectory, stamp.path, path.basename(stem));
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#set({ state: 'failed', problem: problemOf(error) });
    }
  }

  /** Not wanted any more. */
  stop(): void {
    this.#abort.abort();
  }

  async #build(stem: string): Promise<FunctionIndex> {
    await buildFunctionIndex({
      root: this.#options.path,
      stem,
      signal: this.#abort.signal,
      onProgress: (progress) => this.#set({ progress }),
      ...(this.#options.ctags === undefined ? {} : { ctags: this.#options.ctags }),
    });
    const index = await loadFunctionIndex(stem);
    if (index === undefined) throw new Error(`the index of ${this.#options.path} could not be read back`);
    return index;
  }

  #set(change: Partial<SourceTree>): void {
    if (this.#abort.signal.aborted) return;
    this.#state = { ...this.#state, ...change };
    this.#options.onChanged();
  }
}

/** Older indexes of the same tree only take room. */
async function removeOthers(directory: string, pathStamp: string, keep: string): Promise<void> {
  for (const name of await fs.readdir(directory)) {
    if (name.startsWith(`${pathStamp}-`) && !name.startsWith(keep))
      await fs.rm(path.join(directory, name), { force: true });
  }
}
