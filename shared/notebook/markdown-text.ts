/**
 * Hostile text in Markdown: what came from a kernel log may contain anything, and must come out as exactly that text, in
 * any viewer, without becoming markup. Three forms: a code block, a code span, and words in running text.
 */

/** Control and invisible direction characters, made visible: ␛ for ESC, ␍ for CR, � for the others. */
function visible(text: string, keep: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu,
    (mark) => {
      if (keep.includes(mark)) return mark;
      const code = mark.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? '\u2421' : '\uFFFD';
    },
  );
}

const longestRun = (text: string): number => Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));

/**
 * A fenced code block, its fence longer than any run of backticks inside. Lines stay as they are, however long.
 * @param language info string, ours: never from a log
 */
export function codeBlock(text: string, language: 'text' | 'c'): string {
  const lines = visible(text.replace(/\r\n?/g, '\n'), '\n\t').replace(/\n+$/, '');
  const fence = '`'.repeat(Math.max(3, longestRun(lines) + 1));
  return `${fence}${language}\n${lines}${lines === '' ? '' : '\n'}${fence}`;
}

/** Machine text inside a line: a code span, on one line. */
export function codeSpan(text: string): string {
  const line = visible(text.replace(/\s+/g, ' ').trim(), '');
  if (line === '') return '(empty)';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/**
 * Words that may have names from a log in them, for the middle of a line. Only what would be markup is escaped, so that
 * `cpu_hotplug_lock` and `(&vcpu->mutex)` stay readable in the raw file and in a mail.
 */
export function words(text: string): string {
  return (visible(text.replace(/\s+/g, ' ').trim(), '') || '…')
    .replace(/[\\`*[\]]|~(?=~)|(?<=~)~/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/&(?=#|[A-Za-z][A-Za-z0-9]{1,32};)/g, '\\&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/^(?=[#>+\-=|])|^(\d{1,9})(?=[.)])/, '$1\\');
}
