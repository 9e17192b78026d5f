/** Keys to commands. One listener for the whole window; the command table says which key does what. */
import { allCommands, type Command } from './commands.ts';

const MODIFIERS = ['Ctrl', 'Alt', 'Shift', 'Meta'] as const;

/** One way to write a key: modifiers in order, letters upper case with a modifier and as typed without. */
export function normaliseKeys(keys: string): string {
  if (keys === '+') return keys;
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = MODIFIERS.filter((modifier) => parts.slice(0, -1).includes(modifier));
  const isPrintable = key.length === 1;
  const name = isPrintable && modifiers.length > 0 ? key.toUpperCase() : key;
  return [...modifiers, name].join('+');
}

interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** The key of an event as the command table writes it. Shift is part of a printed character: `?`, not `Shift+?`. */
export function keysOfEvent(event: PressedKey): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  const isTyped = key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (isTyped) return key;
  const parts = [];
  if (event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  if (event.shiftKey) parts.push('Shift');
  if (event.metaKey) parts.push('Meta');
  return normaliseKeys([...parts, key].join('+'));
}

const isFunctionKey = (keys: string): boolean => /(^|\+)F\d{1,2}$/.test(keys);
const isCombination = (keys: string): boolean => /^(Ctrl|Alt|Meta)\+/.test(keys);

const TEXT_FIELDS = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), .monaco-editor, .xterm';
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const PRESSED_BY_SPACE = 'button, a, summary, [role="button"], [role="tab"], [role="option"], [role="switch"]';
const MOVED_BY_KEYS = '[role="tablist"], [role="listbox"], [role="separator"], [role="slider"], [role="log"]';

/** Does the focused element need this key itself? */
function belongsToElement(keys: string, target: Element): boolean {
  if (isFunctionKey(keys)) return false;
  if (target.closest('.xterm') !== null) {
    // Copy and paste are the terminal's own, as everywhere.
    if (keys === 'Ctrl+Shift+C' || keys === 'Ctrl+Shift+V') return true;
    return !keys.startsWith('Ctrl+Shift+') && !keys.startsWith('Alt+');
  }
  if (isCombination(keys)) return false;
  if (target.closest(TEXT_FIELDS) !== null || target.closest(OVERLAYS) !== null) return true;
  if (keys === 'Space' || keys === 'Enter') return target.closest(PRESSED_BY_SPACE) !== null;
  if (/^(Home|End|Page|Arrow)/.test(keys)) return target.closest(MOVED_BY_KEYS) !== null;
  return false;
}

/** The command that a key means for the element that has the focus. */
export function commandForKeys(keys: string, target: Element, commands = allCommands()): Command | undefined {
  if (belongsToElement(keys, target)) return undefined;
  return commands.find(
    (command) => command.enabled !== false && command.keys?.some((own) => normaliseKeys(own) === keys) === true,
  );
}

/** Listen to the window's keys. Returns the function that stops. */
export function startKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.getModifierState('AltGraph')) return;
    const target = event.target instanceof Element ? event.target : document.body;
    const command = commandForKeys(keysOfEvent(event), target);
    if (command === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    command.run();
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}
