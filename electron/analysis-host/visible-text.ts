/** Bytes of a console as text that can't do anything to a screen. */

/** Longest text of a row, in UTF-16 units. */
export const MAX_ROW = 4096;
/** Bytes that are certain to hold `MAX_ROW` units: UTF-8 takes at most 3 bytes a unit. */
export const MAX_ROW_BYTES = MAX_ROW * 3 + 3;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Everything in the C0 and C1 ranges except the tab, and what reorders or hides text. */
const HOSTILE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const picture = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\ufffd';
};

export interface VisibleText {
  readonly text: string;
  readonly cut: boolean;
}

/**
 * A line as shown: UTF-8 with U+FFFD for what isn't, control characters as their pictures (␛, ␀), the carriage return
 * before the line end dropped, at most `MAX_ROW` units.
 * @param bytes the line without its newline; only the first `MAX_ROW_BYTES` are needed
 * @param isWhole false when the line has more bytes than given
 */
export function visibleText(bytes: Uint8Array, isWhole: boolean): VisibleText {
  const end = isWhole && bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
  const text = decoder.decode(bytes.subarray(0, end)).replaceAll(HOSTILE, picture);
  if (text.length <= MAX_ROW) return { text, cut: !isWhole };
  // Not between the halves of a surrogate pair.
  const last = text.charCodeAt(MAX_ROW - 1);
  return { text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? MAX_ROW - 1 : MAX_ROW), cut: true };
}
