import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evidenceLinksOf,
  headingsOf,
  insertedRange,
  insertionOf,
  newNotebookText,
  titleOf,
  withInsertion,
} from './notebook-document.ts';

const insert = (text: string, block: string, line?: number): string =>
  withInsertion(text, insertionOf(text, block, line));

describe('title', () => {
  it('is the first heading that says something', () => {
    expect(titleOf('intro\n\n# Slab against hotplug #\n## Two')).toBe('Slab against hotplug');
    expect(titleOf('#\n## Two')).toBe('Two');
    expect(titleOf('#include <linux/slab.h>')).toBeUndefined();
    expect(titleOf('')).toBeUndefined();
  });

  it('is not a comment in a code block', () => {
    expect(titleOf('```sh\n# make modules\n```\n# Real')).toBe('Real');
    expect(titleOf('~~~~\n# no\n~~~\n# no\n~~~~~\n# Real')).toBe('Real');
    expect(titleOf('```\n# never closed')).toBeUndefined();
    expect(titleOf('``` not a `fence`\n# Real')).toBe('Real');
  });

  it('of a new notebook is the one it was given', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{1,60}$/), (given) => {
        const title = given.replace(/\s+/g, ' ').trim();
        fc.pre(title !== '' && !/(^| )#+$/.test(title));
        expect(titleOf(newNotebookText(given, new Date(2026, 6, 31)))).toBe(title);
      }),
    );
  });
});

describe('headings', () => {
  it('have a level and a line', () => {
    expect(headingsOf('# A\r\n\r\n   ### B ###\r\n    # code\r\n####### no')).toEqual([
      { level: 1, text: 'A', line: 1 },
      { level: 3, text: 'B', line: 3 },
    ]);
  });
});

describe('evidence links', () => {
  it('are found with their line, but not in code blocks', () => {
    const text =
      '# A\n\nsee [open in Lockstep](lockstep:1/report/x/7) and <lockstep:1/lab>.\n```\nlockstep:1/start\n```\nlockstep:1/start.';
    expect(evidenceLinksOf(text).map(({ line, link, place }) => [line, link, place])).toEqual([
      [3, 'lockstep:1/report/x/7', { at: 'report', consoleId: 'x', firstByte: 7 }],
      [3, 'lockstep:1/lab', { at: 'lab' }],
      [7, 'lockstep:1/start', { at: 'start' }],
    ]);
  });

  it('that cannot be read say why', () => {
    expect(evidenceLinksOf('[x](lockstep:7/report/x)')[0]?.place).toHaveProperty('problem.message');
  });
});

describe('inserting evidence', () => {
  it('goes to the end of the section Evidence', () => {
    const text = newNotebookText('Slab', new Date(2026, 6, 31));
    const once = insert(text, '**one**');
    expect(once).toContain('## Evidence\n\n**one**\n\n## Conclusion');
    expect(insert(once, '**two**')).toContain('## Evidence\n\n**one**\n\n**two**\n\n## Conclusion');
  });

  it('goes to the end without such a section', () => {
    expect(insert('', 'x')).toBe('x\n');
    expect(insert('a', 'x')).toBe('a\n\nx\n');
    expect(insert('a\n', 'x')).toBe('a\n\nx\n');
    expect(insert('a\n\n\n', 'x')).toBe('a\n\nx\n\n\n');
    expect(insert('# Evidence', 'x')).toBe('# Evidence\n\nx\n');
    expect(insert('## Evidence\n### kept inside\ntext', 'x')).toBe('## Evidence\n### kept inside\ntext\n\nx\n');
  });

  it('goes before a given line', () => {
    expect(insert('a\nb\n', 'x', 2)).toBe('a\n\nx\n\nb\n');
    expect(insert('a\nb\n', 'x', 1)).toBe('x\n\na\nb\n');
    expect(insert('a\n\nb\n', 'x', 3)).toBe('a\n\nx\n\nb\n');
    expect(insert('a\n', 'x', 99)).toBe('a\n\nx\n');
  });

  it('never goes into a code block', () => {
    expect(insert('```\na\nb\n```\nc\n', 'x', 3)).toBe('```\na\nb\n```\n\nx\n\nc\n');
    expect(insert('```\na\n```\n```\nb\n```\n', 'x', 4)).toBe('```\na\n```\n\nx\n\n```\nb\n```\n');
    expect(insert('~~~~\nnever closed', 'x')).toBe('~~~~\nnever closed\n~~~~\n\nx\n');
    expect(insert('```\nnever closed\n\n', 'x', 2)).toBe('```\nnever closed\n\n```\n\nx\n');
  });

  it("uses the document's line ends", () => {
    expect(insert('a\r\n', 'x\ny')).toBe('a\r\n\r\nx\r\ny\r\n');
  });

  const piece = fc.constantFrom('a', '', '# Evidence', '## B', '```', '````c', '~~~', '    x', '- l', ' ', '\t', '# A');
  const document = fc
    .array(fc.tuple(piece, fc.constantFrom('\n', '\n', '\r\n', '\r')), { maxLength: 14 })
    .chain((lines) => piece.map((last) => lines.map(([text, end]) => text + end).join('') + last));

  it('keeps everything else byte for byte, and is outside of code, on the line it says', () => {
    fc.assert(
      fc.property(document, fc.option(fc.integer({ min: -1, max: 20 }), { nil: undefined }), (text, line) => {
        const insertion = insertionOf(text, '# here\n\ny', line);
        const after = withInsertion(text, insertion);
        expect(after.slice(0, insertion.at) + after.slice(insertion.at + insertion.text.length)).toBe(text);
        const mine = headingsOf(after).filter((heading) => heading.text === 'here');
        expect(mine.map((heading) => heading.line)).toEqual([insertion.line]);
        const lines = after.split(/\r\n|\r|\n/);
        expect((lines[insertion.line - 2] ?? '').trim()).toBe('');
        expect((lines[insertion.line + 2] ?? '').trim()).toBe('');
      }),
      { numRuns: 3000 },
    );
  });

  it('can be taken out again, also after typing above it', () => {
    fc.assert(
      fc.property(document, fc.constantFrom('', 'typed\n\n'), (text, typed) => {
        const insertion = insertionOf(text, '# here\n\ny');
        const after = typed + withInsertion(text, insertion);
        const range = insertedRange(after, insertion);
        expect(range && after.slice(0, range.from) + after.slice(range.to)).toBe(typed + text);
      }),
    );
    expect(insertedRange('changed', { at: 3, text: 'x\n', line: 1 })).toBeUndefined();
  });
});
