/** Source trees: which there are, where a function is defined in them, and the text of their files. */
import type { CodeLocation, FrameQuery, SourceTree } from '../../../shared/contract/ipc.ts';
import type { RequestResult } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';

export interface CodeServiceOptions {
  readonly onTrees: (trees: readonly SourceTree[]) => void;
}

export class CodeService {
  readonly #options: CodeServiceOptions;
  constructor(options: CodeServiceOptions) {
    this.#options = options;
  }
  setTrees(..._now: [readonly string[], string]): void {
    this.#options.onTrees([]);
  }
  locate(frames: readonly FrameQuery[]): CodeLocation[] {
    return frames.map(() => ({
      state: 'missing',
      reason: 'no-tree',
      message: 'No source tree is configured.',
      hint: 'Add one in the settings.',
    }));
  }
  read(tree: string, _file: string): Promise<RequestResult<'code.read'>> {
    return Promise.reject(new ProblemError({ code: 'no-tree', message: `${tree} is not a configured source tree.` }));
  }
}
