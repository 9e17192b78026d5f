/** The views that are looked at, and the rows of each. */
import type {
  LogLens,
  LogRow,
  RequestParsed,
  RequestResult,
  ViewPlace,
  ViewStatus,
} from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { checkPattern } from '../search/searches.ts';
import { View } from './view.ts';

/** Views kept; those used longest ago go first, as a page that was reloaded closes none. */
const MOST_VIEWS = 24;
/** Lines that are read together although nobody wants those between. */
const NEAR = 48;
const AT_ONCE = 1000;

/** The capture that is looked at, as far as views need it. */
export interface Viewed {
  readonly file: string;
  readonly bytes: number;
  readonly ended: boolean;
  rows(first: number, count: number): Promise<readonly LogRow[]>;
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
    const view = this.#of(viewId);
    const { revision } = view;
    const shown = view.shown.rows(first, count);
    const answer = { shown: view.shown.shown, settled: view.shown.settledRows, revision };
    const texts = await readLines(
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
    const { shown } = this.#of(viewId);
    const isShown = shown.isShown(line);
    const repeat = shown.repeatOf(line);
    const place = { index: shown.indexOf(line), isShown, ...(repeat === undefined ? {} : { repeat }) };
    if (isShown) return place;
    if (line > shown.lines) return { ...place, hiddenBy: 'unread' };
    return { ...place, hiddenBy: shown.passes(line) ? 'repeat' : 'filter' };
  }

  unfold({ viewId, what, from, to, isOpen }: RequestParsed<'view.unfold'>): ViewStatus {
    const view = this.#of(viewId);
    view.unfold(what, from, to, isOpen);
    return view.status;
  }

  /** The capture of a console has grown or ended. */
  grew(consoleId: string, bytes: number, ended: boolean): void {
    for (const view of this.#views.values()) if (view.consoleId === consoleId) view.grew(bytes, ended);
  }

  forgetConsole(consoleId: string): void {
    for (const [id, view] of this.#views) if (view.consoleId === consoleId) this.close(id);
  }

  #of(viewId: string): View {
    const view = this.#views.get(viewId);
    if (view === undefined) throw new ProblemError({ code: 'no-view', message: 'This view of the log is over.' });
    this.#views.delete(viewId);
    this.#views.set(viewId, view);
    return view;
  }
}

/** Rows of lines that may be far apart. @param lines ascending */
async function readLines(capture: Viewed, lines: readonly number[]): Promise<ReadonlyMap<number, LogRow>> {
  const rows = new Map<number, LogRow>();
  for (let at = 0; at < lines.length;) {
    const first = lines[at]!;
    let last = first;
    while (at < lines.length && lines[at]! - last <= NEAR && lines[at]! - first < AT_ONCE) last = lines[at++]!;
    for (const row of await capture.rows(first, last - first + 1)) rows.set(row.line, row);
  }
  return rows;
}
