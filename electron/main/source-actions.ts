/** What sources are asked to do, and their answers. */
import type { Console } from '../../shared/contract/ipc.ts';
import type { FromConsoleHost, SourceAction, ToConsoleHost } from '../node/host-protocol.ts';
import { ProblemError } from '../node/problem.ts';

/** How long a source may take to do something, in milliseconds. */
const ACT_WITHIN = 15_000;

type Acted = Pick<Extract<FromConsoleHost, { type: 'acted' }>, 'serial' | 'result' | 'problem'>;

export class SourceActions {
  readonly #toConsole: (message: ToConsoleHost) => void;
  readonly #pending = new Map<number, (answer: Acted) => void>();
  #serial = 0;

  constructor(toConsole: (message: ToConsoleHost) => void) {
    this.#toConsole = toConsole;
  }

  /**
   * @param onAnswer told the result first, also when the source could not do it; not told when it says nothing in time
   * @returns what there is to tell
   * @throws ProblemError when it can't be done, or nobody answers
   */
  ask(
    { id, name }: Pick<Console, 'id' | 'name'>,
    action: SourceAction,
    onAnswer: (result: string | undefined) => void,
  ): Promise<string | undefined> {
    const serial = ++this.#serial;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(serial);
        reject(new ProblemError({ code: 'no-answer', message: `${name} did not answer.` }));
      }, ACT_WITHIN);
      this.#pending.set(serial, ({ result, problem }) => {
        clearTimeout(timer);
        onAnswer(problem === undefined ? result : undefined);
        if (problem === undefined) resolve(result);
        else reject(new ProblemError(problem));
      });
      this.#toConsole({ type: 'act', id, serial, action });
    });
  }

  /** What the console host answers; an answer that nobody waits for any more is left. */
  onActed(answer: Acted): void {
    this.#pending.get(answer.serial)?.(answer);
    this.#pending.delete(answer.serial);
  }
}
