/** What counts as a pasted log, and where pasting means something else. */

const TEXT_FIELDS = 'input, textarea, [contenteditable]:not([contenteditable="false"]), .monaco-editor, .xterm';

export const isTextField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT_FIELDS) !== null;

export const isMultiLine = (text: string): boolean => /\S[^\n]*\n[^\n]*\S/.test(text);
