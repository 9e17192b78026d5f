/** How a notebook is shown; remembered for the wide pane and for the side panel. */
import { create } from 'zustand';

export type ViewMode = 'edit' | 'read' | 'both';

const KEY = 'lockstep.notebook.view';
const COMPACT_KEY = 'lockstep.notebook.view.compact';

const isMode = (text: string | null): text is ViewMode => text === 'edit' || text === 'read' || text === 'both';
const stored = (key: string, otherwise: ViewMode): ViewMode => {
  const text = localStorage.getItem(key);
  return isMode(text) ? text : otherwise;
};

const useModes = create<{ readonly wide: ViewMode; readonly compact: ViewMode }>(() => ({
  wide: stored(KEY, 'both'),
  compact: stored(COMPACT_KEY, 'edit'),
}));

export const useViewMode = (compact: boolean): ViewMode =>
  useModes((state) => (compact ? (state.compact === 'both' ? 'edit' : state.compact) : state.wide));

export function setViewMode(compact: boolean, mode: ViewMode): void {
  localStorage.setItem(compact ? COMPACT_KEY : KEY, mode);
  useModes.setState(compact ? { compact: mode } : { wide: mode });
}

/** What the toggle command goes to: reading, or back to editing. */
export const toggledMode = (mode: ViewMode): ViewMode => (mode === 'read' ? 'edit' : 'read');
