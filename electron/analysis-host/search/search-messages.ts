/** What a search and its thread say to each other. Both are ours and start from the same file of code. */
import type { SearchQuery } from '../../../shared/contract/ipc.ts';
import type { Hit } from './needle.ts';

export interface SearchTask {
  readonly file: string;
  readonly query: SearchQuery;
}

export type ToSearchThread =
  /** Another search, which is the only one from now on. */
  | { readonly type: 'begin'; readonly task: SearchTask }
  /** The file has `bytes` bytes to look through; `ended`: a last line without newline is whole. */
  | { readonly type: 'grew'; readonly bytes: number; readonly ended: boolean }
  | { readonly type: 'hits'; readonly serial: number; readonly texts: readonly string[] }
  /** No more is wanted; answered by 'idle' when the thread is free for another search. */
  | { readonly type: 'end' };

/** What a search hears of its thread. */
export type SearchNews =
  | {
      readonly type: 'searched';
      /** Bytes looked through; up to the last whole line. */
      readonly bytes: number;
      /** One byte of each line that matches, as offsets in the file, ascending. */
      readonly found: Float64Array;
      /** One byte of the line that is being printed, if it matches as it is now; when it is over, it is among those found. */
      readonly tail?: number | undefined;
      /** Everything known of was looked through. */
      readonly isIdle: boolean;
    }
  | { readonly type: 'hits'; readonly serial: number; readonly hits: readonly (readonly Hit[])[] };

export type FromSearchThread = SearchNews | { readonly type: 'idle' };
