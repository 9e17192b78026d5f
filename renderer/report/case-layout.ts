/** How the panels of the case view are arranged at first, and which stored arrangements may be used. */
import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { PANEL_IDS, type PanelId } from './case-context.ts';

/** Raise when panels are added or their meaning changes: older arrangements are then left alone. */
const LAYOUT_VERSION = 4;

export const PANEL_TITLES: Readonly<Record<PanelId, string>> = {
  replay: 'Replay',
  graph: 'Graph',
  source: 'Source',
  notebook: 'Notebook',
  details: 'Details',
  explore: 'Can it happen?',
  'what-if': 'What if',
};

const LEAST_SIZE: Readonly<Record<PanelId, { readonly minimumWidth: number; readonly minimumHeight: number }>> = {
  replay: { minimumWidth: 240, minimumHeight: 132 },
  graph: { minimumWidth: 150, minimumHeight: 130 },
  source: { minimumWidth: 170, minimumHeight: 130 },
  notebook: { minimumWidth: 150, minimumHeight: 130 },
  details: { minimumWidth: 240, minimumHeight: 120 },
  explore: { minimumWidth: 240, minimumHeight: 120 },
  'what-if': { minimumWidth: 240, minimumHeight: 120 },
};

const NARROW = 900;

/** Replay above, graph, source and notebook side by side, details below. */
export function arrange(api: DockviewApi, width: number, height: number): void {
  api.clear();
  const isNarrow = width < NARROW;
  const add = (id: PanelId, options: object) =>
    api.addPanel({ id, component: id, title: PANEL_TITLES[id], renderer: 'always', ...LEAST_SIZE[id], ...options });
  add('source', {});
  add('replay', { position: { direction: 'above' }, initialHeight: Math.max(250, Math.round(height * 0.4)) });
  add('details', { position: { direction: 'below' }, initialHeight: Math.round(height * 0.28) });
  add('graph', {
    position: { referencePanel: 'source', direction: 'left' },
    initialWidth: Math.round(width * (isNarrow ? 0.5 : 0.37)),
  });
  // Beside a narrow case the notebook is a tab of the source's group.
  if (isNarrow) add('notebook', { position: { referencePanel: 'source', direction: 'within' }, inactive: true });
  else
    add('notebook', {
      position: { referencePanel: 'source', direction: 'right' },
      initialWidth: Math.round(width * 0.25),
    });
  // Exploring begins when its panel is first seen, so these two are only drawn then.
  for (const id of ['explore', 'what-if'] as const)
    add(id, {
      position: { referencePanel: 'details', direction: 'within' },
      inactive: true,
      renderer: 'onlyWhenVisible',
    });
  // Adding a panel takes from the others in proportion; these two keep what they were given.
  api.getPanel('details')?.group.api.setSize({ height: Math.round(height * 0.28) });
  api.getPanel('replay')?.group.api.setSize({ height: Math.max(250, Math.round(height * 0.4)) });
  api.getPanel('replay')?.api.setActive();
}

interface StoredLayout {
  readonly version: number;
  readonly dock: SerializedDockview;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The layout as it goes into the settings. */
export const storedLayoutOf = (api: DockviewApi): StoredLayout => ({ version: LAYOUT_VERSION, dock: api.toJSON() });

/** A stored arrangement that has every panel exactly once; anything else (older, by hand) is not used. */
function isStoredLayout(value: unknown): value is StoredLayout {
  if (!isObject(value) || value['version'] !== LAYOUT_VERSION || !isObject(value['dock'])) return false;
  const { panels } = value['dock'];
  return isObject(panels) && Object.keys(panels).sort().join() === [...PANEL_IDS].sort().join();
}

/** Arrange the panels as stored. False when that is impossible; the panels are then as they were or gone. */
export function restore(api: DockviewApi, stored: unknown): boolean {
  if (!isStoredLayout(stored)) return false;
  try {
    api.fromJSON(stored.dock);
    return api.panels.length === PANEL_IDS.length;
  } catch (error) {
    // dockview throws plain errors for layouts it cannot make sense of; the caller arranges anew.
    if (error instanceof Error) return false;
    throw error;
  }
}
