import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './render-markdown.ts';

describe('a notebook as HTML', () => {
  it('links places', () => {
    expect(renderMarkdown('[open](lockstep:1/lab)')).toBe(
      '<p data-line="1" class="read-open"><a class="read-place" href="lockstep:1/lab">open</a></p>\n',
    );
    expect(renderMarkdown('see lockstep:1/report/x/7?step=2.')).toBe(
      '<p data-line="1">see <a class="read-place" href="lockstep:1/report/x/7?step=2">lockstep:1/report/x/7?step=2</a>.</p>\n',
    );
  });

  it('says why a link leads nowhere', () => {
    expect(renderMarkdown('[open](lockstep:3/lab)')).toContain('data-broken title="This link is written in version 3');
  });

  it('shows other addresses and offers to copy them, but links none', () => {
    const html = renderMarkdown('[patch](https://lore.kernel.org/x?a=1&b="2") and https://example.org/');
    expect(html).not.toContain('<a');
    expect(html).toContain('data-copy="https://lore.kernel.org/x?a=1&amp;b=%222%22"');
    expect(html).toContain('data-copy="https://example.org/"');
    expect(renderMarkdown('![cat](https://example.org/cat.png)')).not.toContain('<img');
  });

  it('lets no HTML and no script through', () => {
    const hostile = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '[x](javascript:alert(1))',
      '[x](lockstep:1/"onclick="alert(1))',
      '![x](javascript:alert(1))',
      '[x](https://a/"onmouseover="alert(1))',
      '```"><script>\nx\n```',
      '[a]: javascript:alert(1)\n\n[a]',
    ];
    for (const text of hostile) {
      const tags = renderMarkdown(text).match(/<[a-z][^>]*>/g) ?? [];
      for (const tag of tags) {
        expect(tag).toMatch(/^<(p|a|span|button|code|pre)\b/);
        expect(tag).not.toMatch(/[\s"]on\w+=/);
        expect(tag).not.toMatch(/(href|src)="(?!lockstep:)/);
      }
    }
  });
});
