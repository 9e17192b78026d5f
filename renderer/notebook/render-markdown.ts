/**
 * A notebook as HTML, for reading. HTML in it stays text; `lockstep:` links become links, every other address is shown
 * and can be copied, and nothing is fetched. What comes out still goes through DOMPurify.
 */
import makeMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import { LINK_SCHEME, parseLink } from '../../shared/notebook/place-link.ts';

const isPlaceLink = (href: string): boolean => href.toLowerCase().startsWith(LINK_SCHEME);

function makeRenderer(): MarkdownIt {
  const markdown = makeMarkdown({ html: false, linkify: true });
  // Only what has a scheme: `slub.c` and `kernel.org` are not addresses.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  markdown.linkify.add(LINK_SCHEME, {
    validate: (text, from) =>
      /^\d+\/[^\s<>()[\]"'`\\]*[^\s<>()[\]"'`\\.,;:!?]/u.exec(text.slice(from))?.[0].length ?? 0,
  });
  const escape = markdown.utils.escapeHtml;
  const copyButton = (address: string): string =>
    `<button type="button" class="read-copy" data-copy="${escape(address)}" title="Copy ${escape(address)}">copy</button>`;

  const attribute = (token: Token | undefined, name: string): string => String(token?.attrGet(name) ?? '');

  markdown.renderer.rules['link_open'] = (tokens, index) => {
    const href = attribute(tokens[index], 'href');
    if (!isPlaceLink(href)) return `<span class="read-outside" title="${escape(href)}">`;
    const parsed = parseLink(href);
    const broken = 'problem' in parsed ? ` data-broken title="${escape(parsed.problem.message)}"` : '';
    return `<a class="read-place" href="${escape(href)}"${broken}>`;
  };
  markdown.renderer.rules['link_close'] = (tokens, index) => {
    // Links don't nest: the one that opened last is the one that closes.
    const opened = tokens.slice(0, index).findLast(({ type }) => type === 'link_open');
    const href = attribute(opened, 'href');
    return isPlaceLink(href) ? '</a>' : `</span>${copyButton(href)}`;
  };
  // A paragraph that is only a link to a place closes a piece of evidence: it is shown as what can be opened.
  markdown.core.ruler.push('places', ({ tokens }) => {
    tokens.forEach((token, index) => {
      if (token.level === 0 && token.map !== null && token.nesting >= 0)
        token.attrSet('data-line', `${token.map[0] + 1}`);
      const [open, , close, ...more] = tokens[index + 1]?.children ?? [];
      const isAlone = open?.type === 'link_open' && close?.type === 'link_close' && more.length === 0;
      if (token.type === 'paragraph_open' && isAlone && isPlaceLink(attribute(open, 'href')))
        token.attrJoin('class', 'read-open');
    });
  });
  markdown.renderer.rules['image'] = (tokens, index) => {
    const token = tokens[index];
    const source = attribute(token, 'src');
    return `<span class="read-outside" title="${escape(source)}">picture: ${escape(token?.content || source)}</span>${copyButton(source)}`;
  };
  markdown.renderer.rules['table_open'] = (tokens, index) =>
    `<div class="read-table" data-line="${attribute(tokens[index], 'data-line')}"><table>`;
  markdown.renderer.rules['table_close'] = () => '</table></div>';
  return markdown;
}

let renderer: MarkdownIt | undefined;

/** HTML of a Markdown text. */
export function renderMarkdown(text: string): string {
  renderer ??= makeRenderer();
  return renderer.render(text);
}
