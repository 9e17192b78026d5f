/** Text that is selected inside a line: the log stands still for it, and it goes with its line. */
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import type { LineScroller } from './line-scroller.ts';

/** The row of a log whose text is selected; undefined when none is. */
function selectedRow(layer: HTMLElement | null): HTMLElement | undefined {
  const selection = getSelection();
  const { anchorNode } = selection ?? {};
  if (layer === null || selection?.isCollapsed !== false || !anchorNode || !layer.contains(anchorNode))
    return undefined;
  const element = anchorNode instanceof Element ? anchorNode : anchorNode.parentElement;
  return element?.closest<HTMLElement>('.log-line') ?? undefined;
}

/** Which line a row shows. */
const lineOf = ({ dataset }: HTMLElement): string => `${dataset['position'] ?? ''} ${dataset['line'] ?? ''}`;

/** @returns whether text of a line is selected */
export function useTextSelection(layer: RefObject<HTMLElement | null>, scroller: LineScroller): boolean {
  const [line, setLine] = useState<string>();
  useEffect(() => {
    const onChange = (): void => {
      const row = selectedRow(layer.current);
      // What is read must not run away: only who follows again sees the end again.
      if (row !== undefined) scroller.hold();
      setLine(row && lineOf(row));
    };
    document.addEventListener('selectionchange', onChange);
    return () => document.removeEventListener('selectionchange', onChange);
  }, [layer, scroller]);
  useLayoutEffect(() => {
    // Rows take over each other's elements: what was selected is not what stands there now.
    const row = line === undefined ? undefined : selectedRow(layer.current);
    if (row !== undefined && lineOf(row) !== line) getSelection()?.removeAllRanges();
  });
  return line !== undefined;
}
