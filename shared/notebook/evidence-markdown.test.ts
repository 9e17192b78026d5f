import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { byteOffset, epochMilliseconds, lineNumber, seconds } from '../contract/units.ts';
import { evidenceToMarkdown, titleForEvidence } from './evidence-markdown.ts';
import type { Evidence, ReportEvidence } from './evidence.ts';
import { evidenceLinksOf } from './notebook-document.ts';

const report: ReportEvidence = {
  evidence: 'report',
  sentence: 'rcu_torture_sta/109 takes cpu_hotplug_lock while it holds slab_mutex; earlier the other way round',
  kind: 'circular',
  kernel: '5.12.0-rc4+',
  task: 'rcu_torture_sta/109',
  printkTime: seconds(602.429151),
  arrivedAt: epochMilliseconds(Date.UTC(2026, 6, 31, 12, 4, 9)),
  capture: {
    consoleId: 'mail-004',
    consoleName: '004 rcutorture.eml',
    firstByte: byteOffset(9120),
    lastByte: byteOffset(15004),
  },
  signature: 'circular:1f0c9a',
  firstLine: lineNumber(120),
  lastLine: lineNumber(228),
  missing: [],
  text: 'WARNING: possible circular locking dependency detected\n5.12.0-rc4+ #3493 Not tainted',
  linesLeftOut: 107,
};

describe('evidence as Markdown', () => {
  it('a report', () => {
    expect(evidenceToMarkdown(report))
      .toBe(`**rcu_torture_sta/109 takes cpu_hotplug_lock while it holds slab_mutex; earlier the other way round**

- Report: circular dependency
- Task: \`rcu_torture_sta/109\` on \`5.12.0-rc4+\`
- Time: 602.429151 s on the kernel's clock, read 2026-07-31 12:04:09 UTC
- Capture: \`004 rcutorture.eml\`, lines 120–228, bytes 9120–15004
- Signature: \`circular:1f0c9a\`

\`\`\`text
WARNING: possible circular locking dependency detected
5.12.0-rc4+ #3493 Not tainted
\`\`\`

107 more lines of this report in the capture.

[open in Lockstep](lockstep:1/report/mail-004/9120?sig=circular%3A1f0c9a)`);
  });

  it('a replay step', () => {
    const text = evidenceToMarkdown({
      evidence: 'replay-step',
      report,
      step: 4,
      steps: 4,
      sentence: 'T1 waits for slab_mutex, held by T0',
      threads: [
        { thread: 'T0 rcu_torture_sta/109', holds: ['slab_mutex'], waitsFor: 'cpu_hotplug_lock' },
        { thread: 'T1 earlier: cpu_down', holds: ['cpu_hotplug_lock'], waitsFor: 'slab_mutex' },
      ],
      deadlock: ['T0', 'T1'],
    });
    expect(text).toBe(`**Step 4 of 4: T1 waits for slab_mutex, held by T0**

- T0 rcu_torture_sta/109: holds \`slab_mutex\`; waits for \`cpu_hotplug_lock\`
- T1 earlier: cpu_down: holds \`cpu_hotplug_lock\`; waits for \`slab_mutex\`
- Deadlock: T0 → T1 → T0, each waits for the next
- Replay of: rcu_torture_sta/109 takes cpu_hotplug_lock while it holds slab_mutex; earlier the other way round
- Task: \`rcu_torture_sta/109\` on \`5.12.0-rc4+\`

[open in Lockstep](lockstep:1/report/mail-004/9120?step=4&sig=circular%3A1f0c9a)`);
  });

  it('a source line', () => {
    const text = evidenceToMarkdown({
      evidence: 'source-line',
      file: 'mm/slub.c',
      line: 4210,
      version: '5.12',
      text: '\tmutex_lock(&slab_mutex);\n',
      symbol: 'kmem_cache_destroy',
      precision: 'line',
    });
    expect(text).toBe(`**\`mm/slub.c:4210@5.12\`**

- Function: \`kmem_cache_destroy\`

\`\`\`c
\tmutex_lock(&slab_mutex);
\`\`\`

[open in Lockstep](lockstep:1/code/mm/slub.c?line=4210&v=5.12)`);
  });

  it('log lines', () => {
    const text = evidenceToMarkdown({
      evidence: 'log-lines',
      capture: report.capture,
      firstLine: lineNumber(7),
      lastLine: lineNumber(7),
      text: '[    0.000000] Linux version 6.12',
    });
    expect(text).toContain('**Console `004 rcutorture.eml`, line 7**');
    expect(text).toContain('(lockstep:1/console/mail-004?line=7)');
  });

  it('machine text is never wrapped, and its fence is longer than any inside', () => {
    const line = `${'x'.repeat(5000)} \`\`\`\`\` <script>alert(1)</script>`;
    const text = evidenceToMarkdown({ ...report, text: `${line}\n\`\`\`\n# no heading` });
    expect(text).toContain(`\n\`\`\`\`\`\`text\n${line}\n\`\`\`\n# no heading\n\`\`\`\`\`\`\n`);
  });
});

// ---------------------------------------------------------------- hostile text

const PIECES = [
  '`', '``', '```', '~~~', '\n', '\n\n', '\r', '\t', '    ', '\x1b[31m', '\0', '\u2028', '\u202e', '**', '*', '__', '_', '[', ']',
  '(', ')', '](javascript:alert(1))', '![x](y)', '<', '>', '<script>', '<!--', '</b>', '&', '&amp;', '&#x3c;', '#', '# x',
  '- ', '1. ', '> ', '---', '===', '|', '\\', 'http://x.example', 'lockstep:1/start', '[a]: b', ' ', 'slab_mutex', '&tty->lock',
  '{+.+.}', 'kn->count#241', '$', '~', ':', 'ü', '\ud800',
]; // prettier-ignore
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const optional = fc.option(hostile, { nil: undefined });

const anyEvidence: fc.Arbitrary<Evidence> = fc
  .record({ a: hostile, b: hostile, c: optional, d: optional, e: hostile, list: fc.array(hostile, { maxLength: 3 }) })
  .chain(({ a, b, c, d, e, list }) => {
    const capture = { ...report.capture, consoleId: b, consoleName: a };
    const identity = { ...report, sentence: a, kernel: c, task: d, signature: e, capture };
    return fc.constantFrom<Evidence>(
      { ...identity, missing: list, text: b },
      {
        evidence: 'replay-step',
        report: identity,
        step: 1,
        steps: 2,
        sentence: b,
        threads: list.map((thread) => ({ thread, holds: list, waitsFor: d })),
        deadlock: list,
        variant: c,
      },
      { evidence: 'source-line', file: a, line: 3, version: c, text: b, symbol: d, precision: 'function' },
      { evidence: 'log-lines', capture, firstLine: lineNumber(1), lastLine: lineNumber(9), text: e, kernel: c },
    );
  });

describe('hostile text in evidence', () => {
  // As lenient a viewer as there is: HTML passes, bare links become links.
  const viewer = new MarkdownIt({ html: true, linkify: false });

  it('stays text: one block structure, one link, no HTML, whatever the log says', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const tokens = viewer.parse(evidenceToMarkdown(evidence), {});
        const blocks = tokens.map(({ type, level }) => ({ type, level }));
        const allowed = new Set([
          'paragraph_open',
          'paragraph_close',
          'inline',
          'bullet_list_open',
          'bullet_list_close',
          'list_item_open',
          'list_item_close',
          'fence',
        ]);
        expect(blocks.filter(({ type, level }) => !allowed.has(type) || level > 3)).toEqual([]);
        expect(tokens.filter(({ type }) => type === 'bullet_list_open').length).toBeLessThanOrEqual(1);
        expect(tokens.filter(({ type }) => type === 'fence').length).toBe(
          evidence.evidence === 'replay-step' || (evidence.evidence === 'report' && evidence.text === undefined)
            ? 0
            : 1,
        );
        const inline = tokens.flatMap(({ children }) => children ?? []);
        const types = new Set(inline.map(({ type }) => type));
        for (const type of ['html_inline', 'image', 'em_open', 's_open', 'softbreak', 'hardbreak'])
          expect(types.has(type), type).toBe(false);
        const links = inline.filter(({ type }) => type === 'link_open');
        expect(links.map((link) => String(link.attrGet('href')).slice(0, 11))).toEqual(['lockstep:1/']);
        expect(inline.filter(({ type }) => type === 'strong_open')).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('has its link found by the document scanner, on its last line', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const text = evidenceToMarkdown(evidence);
        expect(evidenceLinksOf(text).at(-1)?.line).toBe(text.split('\n').length);
      }),
    );
  });

  it('shows every character of a lock name as it is', () => {
    const plain = (text: string): string =>
      viewer
        .parseInline(text, {})
        .flatMap(({ children }) => children ?? [])
        .map(({ content }) => content)
        .join('');
    const marks = fc.stringMatching(/^[ -~]{1,30}$/).filter((text) => text.trim() === text && !/ {2}/.test(text));
    fc.assert(
      fc.property(marks, (sentence) => {
        const line = evidenceToMarkdown({ ...report, sentence }).split('\n')[0] ?? '';
        expect(plain(line)).toBe(sentence);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a title of one line, not empty, not endless', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const title = titleForEvidence(evidence);
        expect(title).toMatch(/^[^\p{Cc}\p{Cf}]{1,240}$/u);
        expect(title.trim()).toBe(title);
      }),
    );
  });
});
