/** What counts as a pasted log, and where pasting means something else. */

const TEXT_FIELDS = 'input, textarea, [contenteditable]:not([contenteditable="false"]), .monaco-editor, .xterm';

export const isTextField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(TEXT_FIELDS) !== null;

export const isMultiLine = (text: string): boolean => /\S[^\n]*\n[^\n]*\S/.test(text);

const LONGEST_NAME = 60;

/** A name for pasted text: the subject of a mail, the headline of a report, or its first words; and when it was pasted. */
export function nameOfText(text: string, now: Date): string {
  const words =
    /^Subject:[ \t]*(\S[^\r\n]*)/m.exec(text)?.[1] ??
    /(?:WARNING|INFO|BUG): (\S[^\r\n]*)/.exec(text)?.[1] ??
    /\S[^\r\n]*/.exec(text)?.[0] ??
    '';
  const short = words.trim().slice(0, LONGEST_NAME).trim();
  return `${short === '' ? 'text' : short}, pasted ${now.toTimeString().slice(0, 5)}`;
}
