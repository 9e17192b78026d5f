/** The searches that run, one for each console; rows and hits for whoever shows them. */
import { patternProblem } from '../../../shared/console-log/query-pattern.ts';
import type { LogRow, RequestParsed, RequestResult, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import type { Hit } from './needle.ts';
import { Search } from './search.ts';
import { SearchThreads } from './search-threads.ts';

/** The capture that is searched, as far as searches need it. */
export interface Searched {
  readonly file: string;
  readonly bytes: number;
  readonly ended: boolean;
  /** The rows that hold these bytes, which ascend. */
  rowsAt(offsets: readonly number[]): Promise<readonly LogRow[]>;
  /** Offset of the first byte of a line; the number of bytes when there is no such line. */
  startOf(line: number): Promise<number>;
}

export interface SearchesOptions {
  /** @throws ProblemError when there is none */
  readonly captureOf: (consoleId: string) => Searched;
  readonly tell: (status: SearchStatus) => void;
  /** The thread's code; tests build it elsewhere. */
  readonly threadFile?: string;
}

export class Searches {
  readonly #options: SearchesOptions;
  readonly #threads: SearchThreads;
  readonly #searches = new Map<string, Search>();
  #count = 0;

  constructor(options: SearchesOptions) {
    this.#options = options;
    this.#threads = new SearchThreads(options.threadFile);
  }

  /** A search is likely: have a thread ready for it. */
  prepare(): void {
    this.#threads.prepare();
  }

  /** Start a search; it takes the place of an earlier one over the same console. */
  start(consoleId: string, query: SearchQuery): SearchStatus {
    const { tell, captureOf } = this.#options;
    const capture = captureOf(consoleId);
    checkPattern(query);
    this.forgetConsole(consoleId);
    const id = `${consoleId}/${++this.#count}`;
    const { file, bytes, ended } = capture;
    const search = new Search({
      id,
      consoleId,
      file,
      query,
      tell: (status) => {
        if (this.#searches.get(id) === search) tell(status);
      },
      thread: this.#threads.take(),
    });
    this.#searches.set(id, search);
    search.grew(bytes, ended);
    return search.status;
  }

  async results({ searchId, first, count }: RequestParsed<'search.results'>): Promise<RequestResult<'search.results'>> {
    const search = this.#of(searchId);
    const found = await this.#withHits(search, search.found.slice(first, count));
    return { rows: found, found: search.found.size };
  }

  async near({ searchId, line, direction }: RequestParsed<'search.near'>): Promise<RequestResult<'search.near'>> {
    const { found, consoleId } = this.#of(searchId);
    if (found.size === 0) return {};
    const capture = this.#options.captureOf(consoleId);
    // Round the ends, as editors do.
    const wanted =
      direction === 'next'
        ? found.indexFrom(await capture.startOf(line + 1))
        : found.indexFrom(await capture.startOf(line)) - 1;
    const index = (wanted + found.size) % found.size;
    const [row] = await capture.rowsAt(found.slice(index, 1));
    return row === undefined ? {} : { index, line: row.line };
  }

  async hits({ searchId, firstLine, count }: RequestParsed<'search.hits'>): Promise<RequestResult<'search.hits'>> {
    const search = this.#of(searchId);
    const capture = this.#options.captureOf(search.consoleId);
    const [from, to] = [await capture.startOf(firstLine), await capture.startOf(firstLine + count)];
    const first = search.found.indexFrom(from);
    const found = await this.#withHits(search, search.found.slice(first, search.found.indexFrom(to) - first));
    return found.map(({ row, hits }) => ({ line: row.line, hits }));
  }

  /** Stop looking; `forget` what was found as well. A search that is not there any more is nothing to stop. */
  cancel({ searchId, forget }: RequestParsed<'search.cancel'>): void {
    const search = this.#searches.get(searchId);
    if (!forget) search?.stop();
    else {
      this.#searches.delete(searchId);
      search?.close();
    }
  }

  /** The capture of a console has grown or ended. */
  grew(consoleId: string, bytes: number, ended: boolean): void {
    for (const search of this.#searches.values()) if (search.consoleId === consoleId) search.grew(bytes, ended);
  }

  forgetConsole(consoleId: string): void {
    for (const [id, search] of this.#searches) {
      if (search.consoleId !== consoleId) continue;
      this.#searches.delete(id);
      search.close();
    }
  }

  async #withHits(search: Search, offsets: readonly number[]): Promise<{ row: LogRow; hits: Hit[] }[]> {
    const rows = await this.#options.captureOf(search.consoleId).rowsAt(offsets);
    const hits = await search.hits(rows.map(({ text }) => text));
    return rows.map((row, index) => ({ row, hits: [...hits[index]!] }));
  }

  #of(searchId: string): Search {
    const search = this.#searches.get(searchId);
    if (search === undefined) throw new ProblemError({ code: 'no-search', message: 'This search is over.' });
    return search;
  }
}

/** @throws ProblemError with what is wrong with the pattern */
export function checkPattern(query: SearchQuery): void {
  const message = patternProblem(query);
  if (message !== undefined) throw new ProblemError({ code: 'bad-pattern', message });
}
