/** Lines of a log as it is, and the same lines with the transport undone. */

/** One line of the stream, decoded, without its line end. Positions are those of the file as it is. */
export interface RawLine {
  /** Decoded as UTF-8; at most `MAX_LINE` units (the rest of an over-long line is dropped, its bytes still count). */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** Last physical line this one covers; differs from `line` only when mail decoding joined lines. */
  readonly lastLine: number;
  readonly firstByte: number;
  /** Exclusive, after the line end. */
  readonly lastByte: number;
}

/** A line whose transport prefix was taken off. Several of them may come from one `RawLine` (`#012`). */
export interface LogLine {
  readonly raw: RawLine;
  /** What the kernel printed, leading blanks kept. */
  readonly text: string;
  /** printk time in seconds, when the prefix carries one that counts from boot. */
  readonly time?: number;
  /** `T123` or `C0` (CONFIG_PRINTK_CALLER). */
  readonly caller?: string;
  /** True when a printk, syslog or logcat prefix was there. */
  readonly prefixed: boolean;
  /** Depth of mail quoting. */
  readonly quote: number;
}

/** Lines are cut at this many units before anything looks at them: hostile lines stay cheap. */
export const MAX_LINE = 4096;
