/** Keys of a merged log. */
import type { KeyboardEvent } from 'react';
import type { LineScroller } from '../line-scroller.ts';
import { LINE_HEIGHT } from '../line-window.ts';
import type { MergedSelection } from './use-merged-selection.ts';

interface MergedKeys {
  readonly scroller: LineScroller;
  readonly selection: MergedSelection;
  /** The position that the keyboard begins to select at. */
  readonly start: number;
  readonly isEmpty: boolean;
  readonly onCopy: () => void;
  readonly onSelectAll: () => void;
  readonly onMark: () => void;
  /** Show the selected line in its own log. */
  readonly onShow: () => void;
  /** Show what is left out at the selected line. */
  readonly onUnfold: () => void;
}

/** How far a key moves the end of the selection, in rows. */
function stepOf(key: string, page: number): number | undefined {
  if (key === 'ArrowUp') return -1;
  if (key === 'ArrowDown') return 1;
  if (key === 'PageUp') return -page;
  return key === 'PageDown' ? page : undefined;
}

/** @returns whether the key meant something here */
export function pressedIn(keys: MergedKeys, event: KeyboardEvent<HTMLDivElement>): boolean {
  const { scroller, selection, start, isEmpty } = keys;
  const { key } = event;
  const { selected } = selection;
  const isControl = event.ctrlKey && !event.altKey && !event.shiftKey;
  const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
  const isOwn = event.target === event.currentTarget;
  const page = Math.max(1, Math.floor(scroller.state().extent.viewport / LINE_HEIGHT) - 2);
  const step = isPlain && event.shiftKey ? stepOf(key, page) : undefined;
  if (isControl && key === 'c' && selected !== undefined && (getSelection()?.isCollapsed ?? true)) keys.onCopy();
  else if (isControl && key === 'a' && !isEmpty) keys.onSelectAll();
  else if (key === 'Escape' && selected !== undefined) selection.clear();
  else if (key === 'm' && isPlain) keys.onMark();
  else if (step !== undefined) selection.extendBy(step, start);
  else if (isOwn && isPlain && key === 'Enter' && selected !== undefined) keys.onShow();
  else if (isOwn && isPlain && key === ' ' && selected !== undefined) keys.onUnfold();
  else return isPlain && isOwn && scroller.pressed(key);
  return true;
}
