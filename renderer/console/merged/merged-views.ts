/** The views of the consoles of a merged log: one each with the same lens, as the analysis host tells of them. */
import type { LogLens, MergedConsole, ViewStatus } from '../../../shared/contract/ipc.ts';
import type { FilterStatus } from '../filter/FilterBar.tsx';
import type { Call } from './merged-log.ts';

/** News are drawn together that come within so many milliseconds: every view tells of itself. */
const TOGETHER = 100;

interface OpenView {
  readonly lens: LogLens;
  readonly status: ViewStatus;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

export class MergedViews {
  readonly #call: Call;
  readonly #changed: () => void;
  readonly #onProblem: (error: unknown) => void;
  readonly #views = new Map<string, OpenView>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(call: Call, changed: () => void, onProblem: (error: unknown) => void) {
    this.#call = call;
    this.#changed = changed;
    this.#onProblem = onProblem;
  }

  /** Have a view of each console; those that are there already stay. @throws RequestError when there can't be one */
  async open(consoles: readonly MergedConsole[], lens: LogLens): Promise<void> {
    await Promise.all(
      consoles.map(async ({ id }) => {
        if (this.#of(id, lens) !== undefined) return;
        const status = await this.#call('view.open', { consoleId: id, lens });
        this.#views.set(status.viewId, { lens, status });
      }),
    );
  }

  /** The consoles with their views; undefined while one has none. */
  with(consoles: readonly MergedConsole[], lens: LogLens): readonly MergedConsole[] | undefined {
    const all = consoles.flatMap((console) => {
      const viewId = this.#of(console.id, lens)?.status.viewId;
      return viewId === undefined ? [] : [{ ...console, viewId }];
    });
    return all.length === consoles.length ? all : undefined;
  }

  /** @returns whether it is one of these views, told of for the first time or again */
  heard(status: ViewStatus): boolean {
    const known = this.#views.get(status.viewId);
    if (known === undefined) return false;
    this.#views.set(status.viewId, { ...known, status });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed();
    }, TOGETHER);
    return true;
  }

  status(viewId: string): ViewStatus | undefined {
    return this.#views.get(viewId)?.status;
  }

  /** Of all consoles together. */
  statusOf(consoles: readonly MergedConsole[], lens: LogLens): FilterStatus {
    const all = consoles.flatMap(({ id }) => this.#of(id, lens)?.status ?? []);
    const problem = all.find((status) => status.problem !== undefined)?.problem;
    const states = all.map(({ state }) => state);
    const isWorking = states.includes('working') || all.length < consoles.length;
    return {
      state: states.includes('failed') ? 'failed' : isWorking ? 'working' : 'following',
      passed: sum(all.map(({ passed }) => passed)),
      lines: sum(all.map(({ lines }) => lines)),
      searchedBytes: sum(all.map(({ searchedBytes }) => searchedBytes)),
      bytes: sum(all.map(({ bytes }) => bytes)),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Whether each has looked at so many lines of its console, or at all there are. */
  areReady(consoles: readonly MergedConsole[], lens: LogLens, needed: ReadonlyMap<string, number>): boolean {
    return consoles.every(({ id }) => {
      const status = this.#of(id, lens)?.status;
      if (status === undefined || status.state === 'failed') return false;
      return status.state !== 'working' || status.lines > (needed.get(id) ?? Infinity);
    });
  }

  /** Close what is not among these, nor of a lens. */
  closeAllBut(viewIds: readonly string[], lens?: LogLens): void {
    for (const [viewId, view] of this.#views) {
      if (viewIds.includes(viewId) || view.lens === lens) continue;
      this.#views.delete(viewId);
      this.#call('view.close', { viewId }).catch(this.#onProblem);
    }
    if (this.#views.size === 0) clearTimeout(this.#timer);
  }

  #of(consoleId: string, lens: LogLens): OpenView | undefined {
    for (const view of this.#views.values()) {
      if (view.lens === lens && view.status.consoleId === consoleId) return view;
    }
    return undefined;
  }
}
