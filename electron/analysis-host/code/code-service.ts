/** Source trees: which there are, where a function is defined in them, and the text of their files. */
import * as fs from 'node:fs/promises';
import type { CodeLocation, FrameQuery, RequestResult, SourceTree } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { throttle, type Throttled } from '../../node/throttle.ts';
import { IndexedTree } from './indexed-tree.ts';
import { ranked } from './rank.ts';
import { definitionNames } from './symbol-name.ts';
import { fileInTree, findPrintedFile } from './tree-path.ts';

/** Progress is told at most this often, in milliseconds. */
const TELL_EVERY = 100;
/** Other definitions of a name that are told. */
const MAX_ALTERNATIVES = 20;
/** Longest source file that is shown, in bytes. */
const MAX_FILE = 16 * 1024 * 1024;

export interface CodeServiceOptions {
  readonly onTrees: (trees: readonly SourceTree[]) => void;
  /** For tests. */
  readonly ctags?: string;
}

type Found = Extract<CodeLocation, { state: 'found' }>;
type Missing = Extract<CodeLocation, { state: 'missing' }>;

export class CodeService {
  readonly #options: CodeServiceOptions;
  readonly #tell: Throttled;
  #trees: readonly IndexedTree[] = [];
  /** One tree is indexed at a time. */
  #indexing: Promise<void> = Promise.resolve();

  constructor(options: CodeServiceOptions) {
    this.#options = options;
    this.#tell = throttle(TELL_EVERY, () => options.onTrees(this.trees));
  }

  get trees(): SourceTree[] {
    return this.#trees.map(({ state }) => state);
  }

  /**
   * These are the trees from now on, searched in this order.
   * @returns when all of them are indexed or have failed
   */
  setTrees(paths: readonly string[], cacheDirectory: string): Promise<void> {
    const before = this.#trees;
    this.#trees = [...new Set(paths)].map((path) => {
      const known = before.find(({ state }) => state.path === path && state.state !== 'failed');
      if (known !== undefined) return known;
      const tree = new IndexedTree({ ...this.#options, path, cacheDirectory, onChanged: () => this.#tell() });
      this.#indexing = this.#indexing.then(() => (this.#trees.includes(tree) ? tree.start() : undefined));
      return tree;
    });
    for (const tree of before) if (!this.#trees.includes(tree)) tree.stop();
    this.#tell();
    return this.#indexing;
  }

  /** Where the functions of frames are. One answer a frame, in the same order. */
  locate(frames: readonly FrameQuery[]): Promise<CodeLocation[]> {
    return Promise.all(frames.map((frame) => this.#locate(frame)));
  }

  /** Text of a file in a configured tree. @throws ProblemError for any other file */
  async read(tree: string, file: string): Promise<RequestResult<'code.read'>> {
    const known = this.#trees.some(({ state }) => state.path === tree);
    const real = known ? await fileInTree(tree, file) : undefined;
    if (real === undefined) {
      throw new ProblemError({
        code: 'no-source',
        message: known ? `${file} is not in ${tree}.` : `${tree} is not one of the source trees.`,
        hint: 'Look at the source trees in the settings.',
      });
    }
    const { size } = await fs.stat(real);
    if (size > MAX_FILE) throw new ProblemError({ code: 'too-large', message: `${file} has ${size} bytes.` });
    return { text: await fs.readFile(real, 'utf8'), language: languageOf(file) };
  }

  async #locate(frame: FrameQuery): Promise<CodeLocation> {
    return (await this.#byLine(frame)) ?? this.#byName(frame) ?? this.#missing(frame);
  }

  /** A decoded frame says the line itself. */
  async #byLine({ file, line }: FrameQuery): Promise<Found | undefined> {
    if (file === undefined || line === undefined) return undefined;
    for (const { state } of this.#trees) {
      const found = await findPrintedFile(state.path, file);
      if (found !== undefined) {
        return { state: 'found', file: found, tree: state.path, line, precision: 'line', alternatives: [] };
      }
    }
    return undefined;
  }

  #byName({ symbol, module }: FrameQuery): Found | undefined {
    for (const { index, state } of this.#trees) {
      if (index === undefined) continue;
      for (const name of definitionNames(symbol)) {
        const [best, ...others] = ranked(index.lookup(name), module);
        if (best === undefined) continue;
        const { file, line } = best;
        const alternatives = others.slice(0, MAX_ALTERNATIVES).map((other) => ({ file: other.file, line: other.line }));
        return { state: 'found', file, tree: state.path, line, precision: 'function', alternatives };
      }
    }
    return undefined;
  }

  #missing({ symbol }: FrameQuery): Missing {
    if (this.#trees.length === 0) {
      return {
        state: 'missing',
        reason: 'no-tree',
        message: 'No kernel source tree is configured.',
        hint: 'Add the source of the kernel that printed this in the settings.',
      };
    }
    const states = this.trees;
    if (states.some(({ state }) => state === 'indexing')) {
      return {
        state: 'missing',
        reason: 'indexing',
        message: `${symbol} is not found yet: the source tree is being indexed.`,
        hint: 'It appears by itself when the index is ready.',
      };
    }
    const noIndexer = states.find(({ problem }) => problem?.code === 'no-indexer')?.problem;
    if (noIndexer !== undefined) {
      return {
        state: 'missing',
        reason: 'no-indexer',
        message: noIndexer.message,
        hint: noIndexer.hint ?? 'sudo apt-get install universal-ctags',
      };
    }
    const names = states.map(({ path, version }) => (version === undefined ? path : `${path} (${version})`)).join(', ');
    return {
      state: 'missing',
      reason: 'not-found',
      message: `No definition of ${symbol} in ${names}.`,
      hint: 'It may be made by a macro, or belong to a module whose source is elsewhere: add that tree in the settings.',
    };
  }
}

function languageOf(file: string): RequestResult<'code.read'>['language'] {
  if (/\.[ch]$/.test(file)) return 'c';
  if (/\.(?:cc|cpp|cxx|hpp)$/.test(file)) return 'cpp';
  if (file.endsWith('.rs')) return 'rust';
  return /\.[sS]$/.test(file) ? 'asm' : 'text';
}
