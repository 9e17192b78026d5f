/** The groups of settings, and which one is looked at. */
import { Bell, FolderTree, HardDrive, Palette, Plug, type LucideIcon } from 'lucide-react';
import { create } from 'zustand';
import { go } from '../app/navigation.ts';

export type SettingsGroup = 'appearance' | 'folders' | 'consoles' | 'recordings' | 'triggers';

interface GroupInfo {
  readonly id: SettingsGroup;
  readonly title: string;
  readonly icon: LucideIcon;
}

export const SETTINGS_GROUPS: readonly GroupInfo[] = [
  { id: 'appearance', title: 'Appearance', icon: Palette },
  { id: 'folders', title: 'Notebooks and sources', icon: FolderTree },
  { id: 'consoles', title: 'Consoles', icon: Plug },
  { id: 'recordings', title: 'Recordings', icon: HardDrive },
  { id: 'triggers', title: 'Triggers', icon: Bell },
];

const useGroup = create<{ readonly group: SettingsGroup }>(() => ({ group: 'appearance' }));

export const useSettingsGroup = (): SettingsGroup => useGroup((state) => state.group);

/** Go to a group of settings. */
export function showSettings(group: SettingsGroup): void {
  useGroup.setState({ group });
  go({ at: 'settings' });
}
