/** Text on the canvas: it cannot be shortened by CSS, so it is done here. */

/** At most `length` characters, shortened in the middle, where names differ least. */
export function middleEllipsis(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) * 0.45);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** Up to `lines` lines of `width` characters; longer names lose their middle. Breaks after `->`, `.`, `_`, `)` if it can. */
export function wrapName(text: string, width: number, lines = 2): string {
  let rest = middleEllipsis(text, width * lines);
  const done: string[] = [];
  while (Array.from(rest).length > width && done.length < lines - 1) {
    const head = Array.from(rest).slice(0, width).join('');
    const at = Math.max(...['->', '.', '_', ')', ' '].map((mark) => head.lastIndexOf(mark) + mark.length));
    const cut = at > width / 2 ? at : head.length;
    done.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...done, middleEllipsis(rest, width)].join('\n');
}
