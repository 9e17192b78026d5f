/**
 * Every place in the workbench as a value. Navigation (back, forward, go to anything) moves between places, and each
 * has a link (`place-link.ts`) that can be pasted into a notebook.
 */
import type { ByteOffset, LineNumber } from '../contract/units.ts';

export type Place =
  | { readonly at: 'start' }
  | { readonly at: 'settings' }
  | { readonly at: 'lab' }
  | { readonly at: 'console'; readonly consoleId: string; readonly line?: LineNumber }
  | {
      /** Several consoles at once, one beside the other. */
      readonly at: 'beside';
      readonly consoleIds: readonly string[];
      /** Moment to show, in milliseconds since 1970. */
      readonly time?: number;
    }
  | {
      /** Several consoles at once, as one list in the order of arrival. */
      readonly at: 'merged';
      readonly consoleIds: readonly string[];
      readonly time?: number;
    }
  | {
      readonly at: 'report';
      readonly consoleId: string;
      /** The report is found by the first byte of its headline; `signature` proves that it is the same one. */
      readonly firstByte: ByteOffset;
      readonly signature?: string;
      /** Replay step, from 0 (nothing has happened yet). */
      readonly step?: number;
      /** JSON pointer into the report: a frame, a chain entry, a held lock. */
      readonly pointer?: string;
      /** Steps chosen in the replay (`shared/scenario/run-text.ts`); absent for the run the report tells of. */
      readonly schedule?: string;
      /** Changes on top of the report's scenario (`shared/scenario/what-if-text.ts`). */
      readonly whatIf?: string;
    }
  | {
      readonly at: 'scenario';
      /** `example:NAME`, `file:PATH`, or `new:N` for one that was never saved. */
      readonly id: string;
      readonly step?: number;
      readonly schedule?: string;
      readonly whatIf?: string;
    }
  | {
      readonly at: 'code';
      /** Path inside a source tree. */
      readonly file: string;
      readonly line: number;
      /** Kernel version of the tree, as its Makefile says. */
      readonly version?: string;
    }
  | { readonly at: 'notebook'; readonly file: string };
