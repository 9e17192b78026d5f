/** The views that are looked at, and the rows of each. */
import {
  MOST_MERGED,
  type LogLens,
  type RequestParsed,
  type RequestResult,
  type ViewPlace,
  type ViewStatus,
} from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { checkPattern } from '../search/searches.ts';
import { rowsOfLines, type HasRows } from './rows-of-lines.ts';
import { View } from './view.ts';

/**
 * Views kept; those used longest ago go first, as a page that was reloaded closes none. Room for a merged log whose filter
 * is being changed, and some logs.
 */
const MOST_VIEWS = 2 * MOST_MERGED + 16;
/** The capture that is looked at, as far as views need it. */
export interface Viewed extends HasRows {
  readonly file: string;
  readonly bytes: number;
  readonly ended: boolean;
}

export interface ViewsOptions {
  /** @throws ProblemError when there is none */
  readonly captureOf: (consoleId: string) => Viewed;
  readonly tell: (status: ViewStatus) => void;
  readonly threadFile?: string;
}

export class Views {
  readonly #options: ViewsOptions;
  /** In order of use, the latest last. */
  readonly #views = new Map<string, View>();
  #count = 0;
  /** Settles when no work needs views to stay as they are. */
  #working: Promise<unknown> = Promise.resolve();

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  /** @throws ProblemError when a pattern is not one */
  open(consoleId: string, lens: LogLens): ViewStatus {
    const { tell, threadFile, captureOf } = this.#options;
    const { file, bytes, ended } = captureOf(consoleId);
    for (const { query } of lens.rules) checkPattern(query);
    const id = `${consoleId}/view ${++this.#count}`;
    const view = new View({
      id,
      consoleId,
      file,
      lens,
      tell: (status) => {
        if (this.#views.get(id) === view) tell(status);
      },
      ...(threadFile === undefined ? {} : { threadFile }),
    });
    this.#views.set(id, view);
    for (const oldest of this.#views.keys()) {
      if (this.#views.size <= MOST_VIEWS) break;
      this.close(oldest);
    }
    view.grew(bytes, ended);
    return view.status;
  }

  /** A view that is not there any more is nothing to close. */
  close(viewId: string): void {
    this.#views.get(viewId)?.close();
    this.#views.delete(viewId);
  }

  async rows({ viewId, first, count }: RequestParsed<'view.rows'>): Promise<RequestResult<'view.rows'>> {
    const view = this.of(viewId);
    const { revision } = view;
    const shown = view.shown.rows(first, count);
    const answer = { shown: view.shown.shown, settled: view.shown.settledRows, revision };
    const texts = await rowsOfLines(
      this.#options.captureOf(view.consoleId),
      shown.map(({ line }) => line),
    );
    const rows = shown.flatMap(({ line, gap, isExtra, repeat }) => {
      const row = texts.get(line);
      return row === undefined ? [] : [{ row, gap, isExtra, ...(repeat === undefined ? {} : { repeat }) }];
    });
    return { rows, ...answer };
  }

  find({ viewId, line }: RequestParsed<'view.find'>): ViewPlace {
    return this.of(viewId).shown.placeOf(line);
  }

  unfold({ viewId, what, from, to, isOpen }: RequestParsed<'view.unfold'>): Promise<ViewStatus> {
    return this.still([viewId], ([view]) => {
      view!.unfold(what, from, to, isOpen);
      return Promise.resolve(view!.status);
    });
  }

  /**
   * Work with views of which nothing that is shown changes meanwhile. One such work after the other, so that what the
   * threads find gets its turn between them.
   * @throws ProblemError when one of them is not there any more
   */
  still<T>(viewIds: readonly string[], work: (views: readonly View[]) => Promise<T>): Promise<T> {
    const done = this.#working.then(async () => {
      const views = viewIds.map((id) => this.of(id));
      const releases = views.map((view) => view.hold());
      try {
        return await work(views);
      } finally {
        for (const release of releases) release();
      }
    });
    this.#working = done.catch(() => undefined);
    return done;
  }

  /** The capture of a console has grown or ended. */
  grew(consoleId: string, bytes: number, ended: boolean): void {
    for (const view of this.#views.values()) if (view.consoleId === consoleId) view.grew(bytes, ended);
  }

  forgetConsole(consoleId: string): void {
    for (const [id, view] of this.#views) if (view.consoleId === consoleId) this.close(id);
  }

  /** @throws ProblemError when it is not there any more */
  of(viewId: string): View {
    const view = this.#views.get(viewId);
    if (view === undefined) throw new ProblemError({ code: 'no-view', message: 'This view of the log is over.' });
    this.#views.delete(viewId);
    this.#views.set(viewId, view);
    return view;
  }
}
