/** Which of the two left columns are shown. Remembered beside their sizes, in this window's storage. */
import { create } from 'zustand';

type Column = 'sidebar' | 'inbox';
const KEY = 'columns.hidden';

const isHidden = (column: Column): boolean => (localStorage.getItem(KEY) ?? '').split(' ').includes(column);

export const useVisibility = create<Readonly<Record<Column, boolean>>>(() => ({
  sidebar: !isHidden('sidebar'),
  inbox: !isHidden('inbox'),
}));

export function toggleColumn(column: Column): void {
  useVisibility.setState((state) => ({ [column]: !state[column] }));
  const state = useVisibility.getState();
  localStorage.setItem(KEY, (['sidebar', 'inbox'] as const).filter((name) => !state[name]).join(' '));
}

export function showColumn(column: Column): void {
  if (!useVisibility.getState()[column]) toggleColumn(column);
}
