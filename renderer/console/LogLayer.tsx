import type { ReactNode, RefObject } from 'react';
import { scrollHeight, type Extent } from './line-window.ts';
import type { LogLook } from './log-look.ts';

interface LogLayerProps {
  readonly extent: Extent;
  readonly look: LogLook;
  readonly isFollowing: boolean;
  /** Of its rows, in pixels, where lines don't wrap; at least as wide as the view. */
  readonly width: number;
  /** What stands before the text of a wrapped line, in pixels, beside the columns of the look. */
  readonly lead: number;
  readonly ref: RefObject<HTMLDivElement | null>;
  /** The rows on screen. */
  readonly children: ReactNode;
}

/** Room for the text of a wrapped line, in pixels. */
const LEAST_TEXT = 280;

/** Pixels that the columns before the text take, as LogView.css has them. */
const columnsWidth = ({ arrival, printk, delta }: LogLook): number =>
  (arrival ? 104 : 0) + (printk ? 104 : 0) + (delta ? 96 : 0);

/** As high as a whole log would be, with the rows on screen in it. */
export function LogLayer({ extent, look, isFollowing, width, lead, ref, children }: LogLayerProps) {
  const minWidth = look.wrap ? lead + columnsWidth(look) + LEAST_TEXT : width;
  return (
    <div className="log-extent" style={{ height: scrollHeight(extent), minWidth }}>
      <div
        className="log-layer"
        data-wraps={look.wrap || undefined}
        data-follows={isFollowing || undefined}
        ref={ref}
        style={{ height: Math.min(extent.viewport, scrollHeight(extent)) }}
      >
        {children}
      </div>
    </div>
  );
}
