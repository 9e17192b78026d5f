/** Which of the two left columns are shown. Remembered beside their sizes, in this window's storage. */
import { create } from 'zustand';

type Column = 'sidebar' | 'inbox';
const KEY = 'columns.hidden';

const isHidden = (column: Column): boolean => (localStorage.getItem(KEY) ?? '').split(' ').includes(column);

export const useVisibility = create<Readonly<Record<Column, boolean>>>(() => ({
  sidebar: !isHidden('sidebar'),
  inbox: !isHidden('inbox'),
}));

/** In a window narrower than this (in pixels) the sidebar makes room; it can be shown all the same. */
const ROOM_FOR_ALL = 1100;

/** Fold the sidebar away while the window is small, and bring it back. What the user chose is not forgotten. */
export function startMakingRoom(): () => void {
  const small = window.matchMedia(`(width < ${ROOM_FOR_ALL}px)`);
  const look = () => useVisibility.setState({ sidebar: !small.matches && !isHidden('sidebar') });
  if (small.matches) look();
  small.addEventListener('change', look);
  return () => small.removeEventListener('change', look);
}

export function toggleColumn(column: Column): void {
  useVisibility.setState((state) => ({ [column]: !state[column] }));
  const shown = useVisibility.getState()[column];
  const others = (['sidebar', 'inbox'] as const).filter((name) => name !== column && isHidden(name));
  localStorage.setItem(KEY, [...others, ...(shown ? [] : [column])].join(' '));
}

export function showColumn(column: Column): void {
  if (!useVisibility.getState()[column]) toggleColumn(column);
}
