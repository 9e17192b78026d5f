/** What a view and its thread say to each other. Both are ours and start from the same file of code. */
import type { LogLens } from '../../../shared/contract/ipc.ts';

export interface ViewTask {
  readonly file: string;
  readonly lens: LogLens;
  /** The rule that is being tried, from 0, `only` before `without`; -1: none. Read when the thread hangs. */
  readonly rule: Int32Array<SharedArrayBuffer>;
}

/** The file has `bytes` bytes to look at; `ended`: a last line without newline is whole. */
export interface ToViewThread {
  readonly bytes: number;
  readonly ended: boolean;
}

export interface FromViewThread {
  /** The first line that `passed` is about; lines told of before that come after it are void. */
  readonly from: number;
  /** 1 for each line that passes the filter, 0 for the others. */
  readonly passed: Uint8Array;
  /** Lines that were said to repeat others and don't, then lines that do. */
  readonly unhide: Float64Array;
  readonly hide: Float64Array;
  /** Runs of repeats: those before `runsFrom` stay. First line, last line, period and times of each. */
  readonly runsFrom: number;
  readonly runs: Float64Array;
  /** How many of these runs are final; the others may grow. */
  readonly runsStay: number;
  /** Lines up to this one won't be told of again. */
  readonly settled: number;
  /** Bytes looked at. */
  readonly bytes: number;
  /** Everything known of was looked at. */
  readonly isIdle: boolean;
}
