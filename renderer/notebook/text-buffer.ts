/** Where the text of an open notebook is: a plain string, or the editor's model once an editor was shown. */

export interface TextBuffer {
  readonly text: () => string;
  /** One undoable change: what is between `from` and `to` becomes `text`. */
  readonly edit: (from: number, to: number, text: string) => void;
  /** @returns the function that stops listening */
  readonly onChange: (listener: () => void) => () => void;
}

/** A text nobody has an editor for. */
export function plainBuffer(initial: string): TextBuffer {
  let text = initial;
  const listeners = new Set<() => void>();
  return {
    text: () => text,
    edit: (from, to, inserted) => {
      text = text.slice(0, from) + inserted + text.slice(to);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What differs between two texts as one change, so that an editor keeps its cursor and its undo history small. */
export function differenceOf(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly text: string } {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1;
  // A line end of two characters or a surrogate pair is never cut in half.
  if (/[\r\uD800-\uDBFF]/.test(before.charAt(head - 1) + after.charAt(head - 1))) head -= 1;
  while (tail > 0 && /[\n\uDC00-\uDFFF]/.test(before.charAt(before.length - tail))) tail -= 1;
  return { from: head, to: before.length - tail, text: after.slice(head, after.length - tail) };
}
