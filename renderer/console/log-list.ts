/**
 * The list of rows that a log view shows: the whole log, or a view of it with a filter and without repeats. One takes the
 * place of the other when it is ready, around the line the user is at, so that nothing jumps and nothing flickers.
 */
import type { LogLens, Problem, RequestName, RequestParams, RequestResult, Repeat } from '../../shared/contract/ipc.ts';
import type { LogRow, ViewPlace, ViewStatus } from '../../shared/contract/ipc.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import { isFiltering } from './filter/filter-rules.ts';
import { arrived, endShown, LogPages, rowsThatStay } from './log-pages.ts';

/** A row of the list. */
export interface ListedRow {
  readonly row: LogRow;
  /** Lines left out before it. */
  readonly gap: number;
  /** Shown although the filter leaves it out. */
  readonly isExtra: boolean;
  readonly repeat?: Repeat | undefined;
}

/** Where the user is: a line, and how many pixels below the top of the view its row is. */
export interface Anchor {
  readonly line: number;
  readonly pixels: number;
}

export interface LogListOptions {
  readonly consoleId: string;
  readonly call: <K extends RequestName>(name: K, params: RequestParams<K>) => Promise<RequestResult<K>>;
  /** Where the user is now; undefined: at the end, following it. With a `line`: there, if it is on screen. */
  readonly anchor: (line?: number) => Anchor | undefined;
  /** Another list is shown from now on: so many rows, the anchor's row (from 0) so many pixels below the top; without one, the end. */
  readonly onShown: (count: number, at: { readonly index: number; readonly pixels: number } | undefined) => void;
  readonly onProblem: (error: unknown) => void;
}

interface Shown {
  readonly pages: LogPages<ListedRow>;
  readonly lens: LogLens | undefined;
  readonly status: ViewStatus | undefined;
}

/** Rows fetched around the anchor before a list is shown. */
const AROUND = 90;
/** A view is shown when it knows so many lines after the anchor. */
const AHEAD = 2000;

const isReady = ({ state, lines }: ViewStatus, anchor: Anchor | undefined): boolean =>
  state === 'following' || state === 'done' || (anchor !== undefined && lines > anchor.line + AHEAD);

const codeOf = (error: unknown): string | undefined =>
  (error as { readonly problem?: Problem } | undefined)?.problem?.code;

export class LogList {
  readonly #options: LogListOptions;
  readonly #listeners = new Set<() => void>();
  #shown: Shown;
  /** The view that will take the place of what is shown. */
  #next: ViewStatus | undefined;
  /** What is asked for, whether it is shown already or not. */
  #lens: LogLens | undefined;
  #error: string | undefined;
  #turn = 0;
  #version = 0;
  #lines = 0;
  #bytes = 0;
  #isSwapping = false;

  readonly #changed = (): void => {
    this.#version++;
    for (const listener of this.#listeners) listener();
  };

  constructor(options: LogListOptions) {
    this.#options = options;
    this.#shown = { pages: this.#pagesOfAll(), lens: undefined, status: undefined };
    this.#shown.pages.subscribe(this.#changed);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever anything of it may have. */
  readonly version = (): number => this.#version;

  /** Rows. */
  get count(): number {
    return this.#shown.status?.shown ?? this.#lines;
  }

  /** The rows up to which a list is drawn that follows its end: no empty place for what is on its way. */
  get followedCount(): number {
    return endShown(this.count, this.#shown.pages.end());
  }

  /** Rows are on their way. */
  get isLoading(): boolean {
    return this.#shown.pages.isLoading;
  }

  /** The view that is shown; undefined for the whole log. */
  get viewId(): string | undefined {
    return this.#shown.status?.viewId;
  }

  /** Lines are left out by a filter, not only as repeats. */
  get isFiltered(): boolean {
    return this.#shown.lens !== undefined && isFiltering(this.#shown.lens);
  }

  /** Of the view that is asked for, shown already or not. */
  get status(): ViewStatus | undefined {
    return this.#next ?? this.#shown.status;
  }

  /** What is asked for is not shown yet. */
  get isChanging(): boolean {
    return this.#lens !== this.#shown.lens && this.#error === undefined && this.#next?.state !== 'failed';
  }

  /** Why the filter that is asked for can't be. */
  get error(): string | undefined {
    return this.#error;
  }

  /** A row, from 1, when it is here. */
  row(index: number): ListedRow | undefined {
    return this.#shown.pages.row(index);
  }

  /** The line of a row; also of one that is not here, where the whole log is shown. */
  lineOf(index: number): number | undefined {
    return this.#shown.status === undefined ? index : this.row(index)?.row.line;
  }

  /** The capture has so many lines and bytes. */
  grew(lines: number, bytes: number): void {
    this.#lines = lines;
    this.#bytes = bytes;
  }

  want(first: number, last: number): void {
    const { status, pages } = this.#shown;
    if (this.count > 0) pages.want(first, Math.min(this.count, last), status?.searchedBytes ?? this.#bytes);
  }

  /** Where a line is, in rows from 0. */
  async find(line: number): Promise<ViewPlace> {
    const { viewId } = this;
    if (viewId !== undefined) return this.#options.call('view.find', { viewId, line: lineNumber(line) });
    return { index: line - 1, isShown: line <= this.#lines };
  }

  /** Rows by their index from 0, also those that are not here. */
  async fetch(first: number, count: number): Promise<readonly ListedRow[]> {
    const { viewId } = this;
    if (viewId === undefined) return (await this.#fetchAll(first + 1, count)).rows;
    return (await this.#options.call('view.rows', { viewId, first, count })).rows;
  }

  /** Look at the log through a lens, or at all of it. */
  async setLens(lens: LogLens | undefined): Promise<void> {
    if (lens === this.#lens) return;
    this.#lens = lens;
    this.#error = undefined;
    const turn = ++this.#turn;
    this.#closeNext();
    if (lens === undefined) {
      await this.#swap(undefined, undefined, turn);
      return;
    }
    try {
      const status = await this.#options.call('view.open', { consoleId: this.#options.consoleId, lens });
      if (turn === this.#turn) await this.heard(status, true);
      else this.#close(status.viewId);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#error = error instanceof Error ? error.message : String(error);
      this.#changed();
    }
  }

  /** News of a view; `isNext`: it is the one that was asked for. */
  async heard(status: ViewStatus, isNext = false): Promise<void> {
    const { status: shown } = this.#shown;
    if (shown !== undefined && status.viewId === shown.viewId) {
      // Rows that became others are shown by unfold(), when they are here.
      if (status.revision === shown.revision) this.#shown = { ...this.#shown, status };
      this.#changed();
      return;
    }
    if (!isNext && status.viewId !== this.#next?.viewId) return;
    this.#next = status;
    this.#changed();
    if (!this.#isSwapping && isReady(status, this.#options.anchor())) await this.#swap(status, this.#lens, this.#turn);
  }

  /**
   * Show what is left out, or no more, around where the user is.
   * @param at a line that stays where it is, if it is on screen
   */
  async unfold(what: 'lines' | 'repeats', from: number, to: number, isOpen: boolean, at = from): Promise<void> {
    const { viewId } = this;
    if (viewId === undefined) return;
    try {
      const status = await this.#options.call('view.unfold', {
        viewId,
        what,
        from: lineNumber(from),
        to: lineNumber(to),
        isOpen,
      });
      if (viewId === this.viewId) await this.#swap(status, this.#shown.lens, this.#turn, at);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Nobody looks at it any more. */
  close(): void {
    this.#turn++;
    this.#closeNext();
    if (this.viewId !== undefined) this.#close(this.viewId);
  }

  /** Look at the same again, e.g. as the analysis host has forgotten it. */
  async #reopen(): Promise<void> {
    const lens = this.#lens;
    this.#lens = undefined;
    this.#shown = { ...this.#shown, lens: undefined };
    await this.setLens(lens);
  }

  async #swap(status: ViewStatus | undefined, lens: LogLens | undefined, turn: number, at?: number): Promise<void> {
    this.#isSwapping = true;
    try {
      const anchor = this.#options.anchor(at);
      const viewId = status?.viewId;
      const pages = status === undefined ? this.#pagesOfAll() : this.#pagesOf(status.viewId);
      let count = status?.shown ?? this.#lines;
      let index = count;
      if (anchor !== undefined) {
        const line = lineNumber(anchor.line);
        index =
          viewId === undefined ? anchor.line - 1 : (await this.#options.call('view.find', { viewId, line })).index;
      }
      const around: readonly [number, number] = [index - AROUND, Math.min(count, index + AROUND)];
      pages.want(around[0], around[1], status?.searchedBytes ?? this.#bytes);
      await arrived(pages, around);
      if (turn !== this.#turn) return;
      const before = this.viewId;
      // What was heard meanwhile is newer.
      const newest = this.#next?.viewId === viewId ? this.#next : status;
      count = newest?.shown ?? this.#lines;
      this.#shown = { pages, lens, status: newest };
      this.#next = undefined;
      if (before !== undefined && before !== viewId) this.#close(before);
      pages.subscribe(this.#changed);
      this.#options.onShown(count, anchor && { index, pixels: anchor.pixels });
      this.#changed();
    } catch (error) {
      if (turn === this.#turn) this.#failed(error);
    } finally {
      this.#isSwapping = false;
    }
  }

  #failed(error: unknown): void {
    if (codeOf(error) === 'no-view') void this.#reopen();
    else this.#options.onProblem(error);
  }

  #closeNext(): void {
    if (this.#next !== undefined) this.#close(this.#next.viewId);
    this.#next = undefined;
  }

  #close(viewId: string): void {
    this.#options.call('view.close', { viewId }).catch(this.#options.onProblem);
  }

  #pagesOfAll(): LogPages<ListedRow> {
    const fetch = async (first: number, count: number) => this.#fetchAll(first, count);
    return new LogPages<ListedRow>(fetch, (error) => this.#options.onProblem(error));
  }

  #pagesOf(viewId: string): LogPages<ListedRow> {
    const fetch = async (first: number, count: number) => {
      const { rows, settled } = await this.#options.call('view.rows', { viewId, first: first - 1, count });
      return { rows, lines: rowsThatStay(first, rows, settled) };
    };
    return new LogPages<ListedRow>(fetch, (error) => {
      if (viewId === this.viewId) this.#failed(error);
    });
  }

  async #fetchAll(first: number, count: number): Promise<{ rows: readonly ListedRow[]; lines: number }> {
    const firstLine = lineNumber(first);
    const { rows, lines } = await this.#options.call('console.rows', { id: this.#options.consoleId, firstLine, count });
    return { rows: rows.map((row) => ({ row, gap: 0, isExtra: false })), lines };
  }
}
