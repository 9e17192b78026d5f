/** The theme on screen, for what is not drawn by CSS: Monaco and the graph's canvas. */
import { useSyncExternalStore } from 'react';

export type ThemeName = 'dark' | 'light';

const root = (): HTMLElement => document.documentElement;

/** Which theme is on screen now. */
export const themeName = (): ThemeName => (root().dataset['theme'] === 'light' ? 'light' : 'dark');

/** The value of one of tokens.css' variables, e.g. `--holding`. Monaco wants six digits, and the build shortens #ffffff. */
export const token = (name: `--${string}`): string =>
  getComputedStyle(root())
    .getPropertyValue(name)
    .trim()
    .replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3');

function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(root(), { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Draws again when the theme changes. */
export const useThemeName = (): ThemeName => useSyncExternalStore(onThemeChange, themeName);
