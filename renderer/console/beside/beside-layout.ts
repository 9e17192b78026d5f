/** How consoles stand beside each other: at first, when one is added or taken away, and as it was left. */
import type { DockviewApi, SerializedDockview } from 'dockview-react';

export type PaneKind = 'log' | 'terminal';
export interface PaneParams {
  readonly consoleId: string;
  readonly shown: PaneKind;
}

const KEY = 'lockstep.beside';
const MOST_KEPT = 20;
const LEAST_SIZE = { minimumWidth: 140, minimumHeight: 110 };
/** A narrower log is no use; then they stand below each other. */
const COLUMN = 380;

export const paneId = (consoleId: string, shown: PaneKind): string => `${shown} ${consoleId}`;

/** Ids of the consoles that have a pane. */
export const consolesIn = (api: DockviewApi): readonly string[] => [
  ...new Set(api.panels.map((panel) => (panel.params as PaneParams | undefined)?.consoleId ?? '')),
];

type Position = Parameters<DockviewApi['addPanel']>[0]['position'];

/** A pane for a console; one that is there already is shown. */
export function addPane(api: DockviewApi, consoleId: string, shown: PaneKind, position?: Position): void {
  const id = paneId(consoleId, shown);
  const known = api.getPanel(id);
  if (known !== undefined) {
    known.api.setActive();
    return;
  }
  const params: PaneParams = { consoleId, shown };
  api.addPanel({
    id,
    component: 'pane',
    title: id,
    params,
    ...LEAST_SIZE,
    ...(position === undefined ? {} : { position }),
  });
}

/** In rows and columns, as many columns as there is room for. */
export function arrange(api: DockviewApi, consoleIds: readonly string[], width: number): void {
  api.clear();
  const square = consoleIds.length <= 3 ? consoleIds.length : Math.ceil(Math.sqrt(consoleIds.length));
  const columns = Math.max(1, Math.min(square, Math.floor(width / COLUMN)));
  consoleIds.forEach((id, index) => {
    const above = consoleIds[index - columns];
    const before = consoleIds[index - 1];
    if (before === undefined) addPane(api, id, 'log');
    else if (above === undefined)
      addPane(api, id, 'log', { referencePanel: paneId(before, 'log'), direction: 'right' });
    else addPane(api, id, 'log', { referencePanel: paneId(above, 'log'), direction: 'below' });
  });
}

/**
 * Add and take away panes until they are of these consoles.
 * @param earlierParts what a console continues, the latest first: it takes the panes of the first that has some
 */
export function adapt(
  api: DockviewApi,
  consoleIds: readonly string[],
  earlierParts: (id: string) => readonly string[],
): void {
  const wanted = new Set(consoleIds);
  for (const id of consoleIds) {
    const there = consolesIn(api);
    const before = earlierParts(id).find((one) => there.includes(one));
    if (before === undefined || wanted.has(before) || there.includes(id)) continue;
    for (const panel of [...api.panels]) {
      const params = panel.params as PaneParams | undefined;
      if (params?.consoleId === before)
        addPane(api, id, params.shown, { referencePanel: panel.id, direction: 'within' });
    }
  }
  for (const panel of [...api.panels]) {
    if (!wanted.has((panel.params as PaneParams | undefined)?.consoleId ?? '')) api.removePanel(panel);
  }
  const known = new Set(consolesIn(api));
  for (const id of consoleIds) {
    const last = api.panels.at(-1);
    if (!known.has(id))
      addPane(api, id, 'log', last === undefined ? undefined : { referencePanel: last.id, direction: 'right' });
  }
}

interface Kept {
  readonly consoles: string;
  readonly dock: SerializedDockview;
}

const nameOf = (consoleIds: readonly string[]): string => [...consoleIds].sort().join(' ');

function kept(): readonly Kept[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? (stored as Kept[]) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Keep the arrangement of these consoles; the ones left longest ago go. */
export function keepLayout(layout: Kept): void {
  const others = kept().filter((one) => one.consoles !== layout.consoles);
  localStorage.setItem(KEY, JSON.stringify([layout, ...others].slice(0, MOST_KEPT)));
}

/** The arrangement as it is now. */
export const layoutOf = (api: DockviewApi): Kept => ({ consoles: nameOf(consolesIn(api)), dock: api.toJSON() });

/** As these consoles were left. False when they never were, or it cannot be used; the panes are then as before or gone. */
export function restoreLayout(api: DockviewApi, consoleIds: readonly string[]): boolean {
  const found = kept().find((one) => one.consoles === nameOf(consoleIds));
  if (found === undefined) return false;
  try {
    api.fromJSON(found.dock);
    return nameOf(consolesIn(api)) === nameOf(consoleIds);
  } catch (error) {
    // dockview throws plain errors for layouts it cannot make sense of; the caller arranges anew.
    if (error instanceof Error) return false;
    throw error;
  }
}
