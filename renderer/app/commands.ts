/**
 * Every action of the workbench: an id, a title and its keys, in one table. Palette, menus, buttons and the help page
 * come from it. A feature registers its commands while it is mounted.
 */
import { useLayoutEffect } from 'react';
import { create } from 'zustand';

export interface Command {
  /** `feature.action`, e.g. `replay.forward`. */
  readonly id: string;
  readonly title: string;
  /** Group heading in palette and help. */
  readonly group: 'Go' | 'Console' | 'Report' | 'Replay' | 'Graph' | 'Source' | 'Notebook' | 'Lab' | 'Application';
  /** Keys as `Ctrl+Shift+P`, `F10`, `j`. Single letters only act when no text field has the focus. */
  readonly keys?: readonly string[];
  /** `argument`: what main or a link says about it, e.g. a console's id. Keys and buttons give none. */
  readonly run: (argument?: string) => void;
  /** False: shown dimmed, does nothing. Default true. */
  readonly enabled?: boolean;
}

interface CommandTable {
  readonly byOwner: ReadonlyMap<string, readonly Command[]>;
}

export const useCommandTable = create<CommandTable>(() => ({ byOwner: new Map() }));

/** Set the commands of one owner (a mounted feature); an empty list takes them away. */
export function setCommands(owner: string, commands: readonly Command[]): void {
  useCommandTable.setState(({ byOwner }) => {
    const next = new Map(byOwner);
    if (commands.length === 0) next.delete(owner);
    else next.set(owner, commands);
    return { byOwner: next };
  });
}

/** All commands, the latest owner's first, so that a focused feature wins a key. */
export function allCommands(byOwner = useCommandTable.getState().byOwner): readonly Command[] {
  return [...byOwner.values()].reverse().flat();
}

/**
 * Register commands while a component is mounted. Memoise the list, or it is registered anew at every render. Before the
 * window is painted: who sees what was found, and presses a key, means that.
 */
export function useCommands(owner: string, commands: readonly Command[]): void {
  // Two effects, so that a changed list keeps its owner's turn and does not come before a feature mounted later.
  useLayoutEffect(() => setCommands(owner, commands), [owner, commands]);
  useLayoutEffect(() => () => setCommands(owner, []), [owner]);
}

/** Run a command by id. Returns false when there is none or it is disabled. */
export function runCommand(id: string, argument?: string): boolean {
  const command = allCommands().find((candidate) => candidate.id === id);
  if (command === undefined || command.enabled === false) return false;
  command.run(argument);
  return true;
}
