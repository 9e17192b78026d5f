/**
 * The rows of a capture that the view has asked for: pages, the ones used longest ago dropped, so that a capture of any
 * length takes the same memory. Pages at the end are asked for again when the capture has grown.
 */
import type { LogRow, Repeat } from '../../shared/contract/ipc.ts';
import { lineNumber, type LineNumber } from '../../shared/contract/units.ts';

export const PAGE_LINES = 128;
const KEPT_PAGES = 32;

export interface RowsAnswer<Row = LogRow> {
  readonly rows: readonly Row[];
  /** Lines that there were when it was answered, and that stay where they are. */
  readonly lines: number;
}
export type FetchRows<Row = LogRow> = (firstLine: LineNumber, count: number) => Promise<RowsAnswer<Row>>;

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly isLoading: boolean;
  /** Bytes of the capture when it was asked for; a page that may still grow is stale when there are more. */
  readonly bytes: number;
  /** Nothing can be added to its last line any more. */
  readonly isFinal: boolean;
}

const pageOf = (line: number): number => Math.floor((line - 1) / PAGE_LINES);

/** Rows that may still be on their way when those before them are drawn as the end. */
const MAY_LAG = 10_000;

/**
 * Where a list that follows its end ends: busy consoles print faster than their rows are fetched, so at what is here.
 * @param end the last row that is here
 */
export const endShown = (count: number, end: number): number =>
  end > 0 && count - end < MAY_LAG ? Math.min(count, end) : count;

export class LogPages<Row = LogRow> {
  readonly #fetch: FetchRows<Row>;
  readonly #onProblem: (error: unknown) => void;
  /** In order of use, the latest last. */
  readonly #pages = new Map<number, Page<Row>>();
  readonly #listeners = new Set<() => void>();
  #bytes = 0;
  #version = 0;

  constructor(fetch: FetchRows<Row>, onProblem: (error: unknown) => void) {
    this.#fetch = fetch;
    this.#onProblem = onProblem;
  }

  /** Changes whenever a row may have. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The row, when it is here. */
  row(line: number): Row | undefined {
    return this.#pages.get(pageOf(line))?.rows[(line - 1) % PAGE_LINES];
  }

  /** The last line that is here; 0 while none is. */
  end(): number {
    let end = 0;
    for (const [index, { rows }] of this.#pages)
      if (rows.length > 0) end = Math.max(end, index * PAGE_LINES + rows.length);
    return end;
  }

  /** Is any page on its way? */
  get isLoading(): boolean {
    return [...this.#pages.values()].some((page) => page.isLoading);
  }

  /** Whether some of these lines are being fetched. */
  areLoading(firstLine: number, lastLine: number): boolean {
    for (let index = pageOf(Math.max(1, firstLine)); index <= pageOf(Math.max(1, lastLine)); index++) {
      if (this.#pages.get(index)?.isLoading === true) return true;
    }
    return false;
  }

  /** Fetch what is missing or stale of these lines. `bytes`: how much of the capture has been read by now. */
  want(firstLine: number, lastLine: number, bytes: number): void {
    this.#bytes = Math.max(this.#bytes, bytes);
    for (let index = pageOf(Math.max(1, firstLine)); index <= pageOf(Math.max(1, lastLine)); index++) {
      const page = this.#pages.get(index);
      if (page !== undefined) {
        this.#pages.delete(index);
        this.#pages.set(index, page);
      }
      const isStale = page === undefined || (!page.isFinal && page.bytes < this.#bytes);
      if (isStale && page?.isLoading !== true) void this.#load(index, page);
    }
  }

  async #load(index: number, before: Page<Row> | undefined): Promise<void> {
    const bytes = this.#bytes;
    this.#pages.set(index, { rows: before?.rows ?? [], isLoading: true, bytes, isFinal: false });
    this.#dropOldest();
    try {
      const { rows, lines } = await this.#fetch(lineNumber(index * PAGE_LINES + 1), PAGE_LINES);
      // An answer for a page that was dropped meanwhile is dropped too.
      if (this.#pages.has(index)) {
        this.#pages.set(index, { rows, isLoading: false, bytes, isFinal: lines > (index + 1) * PAGE_LINES });
      }
    } catch (error) {
      // Left stale-looking only for bytes to come, so that a broken capture isn't asked for in a loop.
      this.#pages.set(index, { rows: before?.rows ?? [], isLoading: false, bytes, isFinal: false });
      this.#onProblem(error);
    }
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  #dropOldest(): void {
    for (const index of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return;
      this.#pages.delete(index);
    }
  }
}

/** Resolves when none of these rows is being fetched. */
export function arrived<Row>(pages: LogPages<Row>, [first, last]: readonly [number, number]): Promise<void> {
  if (!pages.areLoading(first, last)) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = pages.subscribe(() => {
      if (pages.areLoading(first, last)) return;
      stop();
      resolve();
    });
  });
}

/**
 * Rows that won't become others: where they are is settled, and no repeats are counted any more.
 * @param first of the rows, from 1
 * @param settled rows before this one, from 0, stay where they are
 */
export function rowsThatStay(
  first: number,
  rows: readonly { readonly repeat?: Repeat | undefined }[],
  settled: number,
): number {
  const growing = rows.findIndex(({ repeat }) => repeat?.mayGrow === true);
  return growing < 0 ? settled : Math.min(settled, first - 1 + growing);
}
