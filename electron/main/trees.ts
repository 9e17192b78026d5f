/** The source trees as the analysis host last described them. */
import type { SourceTree } from '../../shared/contract/ipc.ts';

export class Trees {
  #list: readonly SourceTree[] = [];

  get list(): readonly SourceTree[] {
    return this.#list;
  }

  /** The analysis host's newest description. */
  set(trees: readonly SourceTree[]): void {
    this.#list = trees;
  }

  /** The settings name these trees now; those that are new are being indexed until the analysis host says more. */
  name(paths: readonly string[]): readonly SourceTree[] {
    this.#list = paths.map(
      (path) => this.#list.find((tree) => tree.path === path) ?? { path, state: 'indexing', progress: 0, functions: 0 },
    );
    return this.#list;
  }
}
