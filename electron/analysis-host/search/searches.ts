/** The searches that run, one for each console; rows and hits for whoever shows them. */
import type { LogRow, RequestParsed, RequestResult, SearchQuery, SearchStatus } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { regexOf } from './needle.ts';
import { Search } from './search.ts';

/** The capture that is searched, as far as searches need it. */
export interface Searched {
  readonly file: string;
  readonly bytes: number;
  readonly ended: boolean;
  rows(first: number, count: number): Promise<readonly LogRow[]>;
}

export interface SearchesOptions {
  /** @throws ProblemError when there is none */
  readonly captureOf: (consoleId: string) => Searched;
  readonly tell: (status: SearchStatus) => void;
  readonly threadFile?: string;
}

export class Searches {
  readonly #options: SearchesOptions;
  readonly #searches = new Map<string, Search>();
  #count = 0;

  constructor(options: SearchesOptions) {
    this.#options = options;
  }

  /** Start a search; it takes the place of an earlier one over the same console. */
  start(consoleId: string, query: SearchQuery): SearchStatus {
    const { tell, threadFile, captureOf } = this.#options;
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
      ...(threadFile === undefined ? {} : { threadFile }),
    });
    this.#searches.set(id, search);
    search.grew(bytes, ended);
    return search.status;
  }

  async results({ searchId, first, count }: RequestParsed<'search.results'>): Promise<RequestResult<'search.results'>> {
    const search = this.#of(searchId);
    const capture = this.#options.captureOf(search.consoleId);
    const lines = search.found.slice(first, count);
    const rows = (await Promise.all(lines.map((line) => capture.rows(line, 1)))).flat();
    const hits = await search.hits(rows.map(({ text }) => text));
    return { rows: rows.map((row, index) => ({ row, hits: [...hits[index]!] })), found: search.found.size };
  }

  near({ searchId, line, direction }: RequestParsed<'search.near'>): RequestResult<'search.near'> {
    const { found } = this.#of(searchId);
    if (found.size === 0) return {};
    // Round the ends, as editors do.
    const wanted = direction === 'next' ? found.indexFrom(line + 1) : found.indexFrom(line) - 1;
    const index = (wanted + found.size) % found.size;
    return { index, line: found.slice(index, 1)[0]! as NonNullable<RequestResult<'search.near'>['line']> };
  }

  async hits({ searchId, firstLine, count }: RequestParsed<'search.hits'>): Promise<RequestResult<'search.hits'>> {
    const search = this.#of(searchId);
    const { found } = search;
    const first = found.indexFrom(firstLine);
    const lines = found.slice(first, found.indexFrom(firstLine + count) - first);
    const from = lines[0];
    if (from === undefined) return [];
    const wanted = new Set(lines);
    const rows = await this.#options.captureOf(search.consoleId).rows(from, lines.at(-1)! - from + 1);
    const matching = rows.filter((row) => wanted.has(row.line));
    const hits = await search.hits(matching.map(({ text }) => text));
    return matching.map(({ line }, index) => ({ line, hits: [...hits[index]!] }));
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

  #of(searchId: string): Search {
    const search = this.#searches.get(searchId);
    if (search === undefined) throw new ProblemError({ code: 'no-search', message: 'This search is over.' });
    return search;
  }
}

/** @throws ProblemError with what is wrong with the pattern */
export function checkPattern(query: SearchQuery): void {
  try {
    regexOf(query, 'g');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const words = error.message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /su, '');
    throw new ProblemError({ code: 'bad-pattern', message: `Not a regular expression: ${words}.` });
  }
}
