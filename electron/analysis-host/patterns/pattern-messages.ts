/** Between the analysis host and the thread that tries the patterns of triggers. */
import type { Printed } from '../trigger-scan.ts';

export interface Pattern {
  /** Id of the trigger. */
  readonly trigger: string;
  readonly source: string;
  /** Names of consoles; absent: all. */
  readonly consoles?: readonly string[] | undefined;
}

export interface PatternTask {
  /** One Int32: one more than the index of the pattern that is being tried; 0 for none. */
  readonly trying: SharedArrayBuffer;
}

export type ToPatternThread =
  | { readonly type: 'patterns'; readonly patterns: readonly Pattern[] }
  /** Look through a capture from here on; newlines before it. */
  | {
      readonly type: 'watch';
      readonly id: string;
      readonly name: string;
      readonly file: string;
      readonly from: number;
      readonly lines: number;
    }
  | { readonly type: 'grew'; readonly id: string; readonly bytes: number }
  | { readonly type: 'forget'; readonly id: string };

export type FromPatternThread =
  | { readonly type: 'printed'; readonly id: string; readonly printed: readonly Printed[] }
  /** A piece was looked through; `isIdle`: and there is no more. `done`: how far each capture was. */
  | {
      readonly type: 'looked';
      readonly id: string;
      readonly done: number;
      readonly lines: number;
      readonly isIdle: boolean;
    };
