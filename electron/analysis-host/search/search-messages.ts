/** What a search and its thread say to each other. Both are ours and start from the same file of code. */
import type { SearchQuery } from '../../../shared/contract/ipc.ts';
import type { Hit } from './needle.ts';

export interface SearchTask {
  readonly file: string;
  readonly query: SearchQuery;
}

export type ToSearchThread =
  /** The file has `bytes` bytes to look through; `ended`: a last line without newline is whole. */
  | { readonly type: 'grew'; readonly bytes: number; readonly ended: boolean }
  | { readonly type: 'hits'; readonly serial: number; readonly texts: readonly string[] };

export type FromSearchThread =
  | {
      readonly type: 'searched';
      /** Bytes looked through; up to the last whole line. */
      readonly bytes: number;
      /** Numbers of lines that match, from 1, ascending. */
      readonly lines: Float64Array;
      /** Everything known of was looked through. */
      readonly isIdle: boolean;
    }
  | { readonly type: 'hits'; readonly serial: number; readonly hits: readonly (readonly Hit[])[] };
