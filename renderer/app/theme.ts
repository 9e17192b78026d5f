/** Puts the chosen theme on <html>; 'system' follows the desktop. */
import { useEffect } from 'react';
import { useWorkbench } from './store.ts';

const systemIsLight = window.matchMedia('(prefers-color-scheme: light)');

export type ShownTheme = 'dark' | 'light';

/** The theme on screen now. */
export function shownTheme(): ShownTheme {
  return document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';
}

export function useTheme(): void {
  const theme = useWorkbench((state) => state.settings?.theme ?? 'system');
  useEffect(() => {
    const apply = () => {
      const isLight = theme === 'light' || (theme === 'system' && systemIsLight.matches);
      document.documentElement.dataset.theme = isLight ? 'light' : 'dark';
    };
    apply();
    systemIsLight.addEventListener('change', apply);
    return () => systemIsLight.removeEventListener('change', apply);
  }, [theme]);
}
