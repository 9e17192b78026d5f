import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteOffset, lineNumber } from '../contract/units.ts';
import { MAX_LINK, parseLink } from './place-link.ts';
import { leftOutWords, linkOf, makeLink } from './write-link.ts';
import { captureIdAmong } from './capture-id.ts';
import type { Place } from './place.ts';

const printable = (maxLength: number) =>
  fc
    .string({ unit: 'binary', minLength: 1, maxLength })
    .filter((text) => !/\p{Cc}|\p{Surrogate}/u.test(text) && text.length <= maxLength);
const name = fc.oneof(
  printable(8),
  fc.stringMatching(/^[A-Za-z0-9._ -]{1,40}$/),
  fc.constantFrom('2026-07-31 12:04 ttyUSB0', 'a/b', 'Ёлка', '日本語', '100%', '%2F', "it's(1)*!"),
);
const natural = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const segment = name.filter((text) => !/[/\\]/.test(text) && text !== '.' && text !== '..');
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const compact = (value: object): Place =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as unknown as Place;

const place: fc.Arbitrary<Place> = fc
  .oneof(
    fc.record({ at: fc.constantFrom('start', 'settings', 'lab') }),
    fc.record({ at: fc.constant('console'), consoleId: name, line: optional(natural.map((line) => line || 1)) }),
    fc.record({
      at: fc.constantFrom('beside', 'merged'),
      consoleIds: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
      time: optional(fc.nat({ max: 2_000_000_000_000_000 }).map((us) => us / 1000)),
    }),
    fc.record({
      at: fc.constant('report'),
      consoleId: name,
      firstByte: natural,
      signature: optional(fc.stringMatching(/^[a-z0-9:.#-]{1,40}$/)),
      step: optional(fc.nat({ max: 99 })),
      pointer: optional(fc.stringMatching(/^(\/[a-zA-Z0-9~]{1,9}){1,4}$/)),
      schedule: optional(fc.stringMatching(/^[0-9a-uRWFI-]{1,60}$|^_[A-Za-z0-9_-]{1,60}$/)),
      whatIf: optional(fc.stringMatching(/^[A-Za-z0-9_.~-]{1,60}$/)),
    }),
    fc.record({
      at: fc.constant('scenario'),
      id: fc.tuple(fc.constantFrom('example:', 'file:/tmp/', 'new:'), segment).map((parts) => parts.join('')),
      step: optional(fc.nat({ max: 99 })),
      schedule: optional(fc.stringMatching(/^[0-9a-uRWFI-]{1,60}$|^_[A-Za-z0-9_-]{1,60}$/)),
      whatIf: optional(fc.stringMatching(/^[A-Za-z0-9_.~-]{1,60}$/)),
    }),
    fc.record({
      at: fc.constant('code'),
      file: fc.array(segment, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')),
      line: natural.map((line) => line || 1),
      version: optional(fc.stringMatching(/^[0-9]\.[0-9]{1,2}(-rc[0-9]\+?)?$/)),
    }),
    fc.record({ at: fc.constant('notebook'), file: segment }),
  )
  .map(compact);

describe('place links', () => {
  it('read well', () => {
    const report: Place = {
      at: 'report',
      consoleId: '2026-07-31-qemu-lab',
      firstByte: byteOffset(9120),
      signature: 'circular:1f0c',
      step: 3,
      pointer: '/chain/1/frames/0',
    };
    expect(linkOf(report)).toBe(
      'lockstep:1/report/2026-07-31-qemu-lab/9120?step=3&sig=circular%3A1f0c&at=/chain/1/frames/0',
    );
    expect(linkOf({ at: 'code', file: 'mm/slub.c', line: 4210, version: '6.12.117' })).toBe(
      'lockstep:1/code/mm/slub.c?line=4210&v=6.12.117',
    );
    expect(linkOf({ at: 'notebook', file: 'slab deadlock.md' })).toBe('lockstep:1/notebook/slab%20deadlock.md');
    expect(linkOf({ at: 'start' })).toBe('lockstep:1/start');
  });

  it('come back as the same place', () => {
    fc.assert(
      fc.property(place, (original) => {
        const link = linkOf(original);
        if (link.length === MAX_LINK || link.includes('/cut/')) return;
        expect(parseLink(link)).toEqual(original);
      }),
      { numRuns: 1000 },
    );
  });

  it('lead to a step of a branch of a changed scenario, and to none when that is too long', () => {
    const branch: Place = {
      at: 'report',
      consoleId: '2026-07-31-qemu-lab',
      firstByte: byteOffset(9120),
      signature: 'circular:1f0c',
      step: 12,
      schedule: '0011W2I-3',
      whatIf: 'h~device_hotplug_lock~012.d~0~1',
    };
    expect(linkOf(branch)).toBe(
      'lockstep:1/report/2026-07-31-qemu-lab/9120?step=12&run=0011W2I-3&if=h~device_hotplug_lock~012.d~0~1&sig=circular%3A1f0c',
    );
    expect(parseLink(linkOf(branch))).toEqual(branch);
    const long = linkOf({ ...branch, schedule: '01'.repeat(200) });
    expect(long.length).toBeLessThanOrEqual(MAX_LINK);
    expect(parseLink(long)).not.toHaveProperty('step');
    expect(parseLink(long)).toMatchObject({ whatIf: branch.whatIf, signature: branch.signature });
    for (const bad of ['run=0 1', 'run=xyz', 'if=%3Cb%3E', 'run=', 'if='])
      expect(parseLink(`lockstep:1/report/a/1?step=1&${bad}`)).toHaveProperty('problem');
    expect(parseLink('lockstep:1/scenario/etc:passwd')).toHaveProperty('problem');
    expect(parseLink('lockstep:1/scenario/file:%2Ftmp%2Fa.lockstep?step=2')).toEqual({
      at: 'scenario',
      id: 'file:/tmp/a.lockstep',
      step: 2,
    });
  });

  it('are of version 2 when their run is packed, which an older Lockstep could not read', () => {
    const place: Place = { at: 'scenario', id: 'example:slab-sysfs', step: 60, schedule: '_Ab-9_x' };
    expect(linkOf(place)).toBe('lockstep:2/scenario/example%3Aslab-sysfs?step=60&run=_Ab-9_x');
    expect(parseLink(linkOf(place))).toEqual(place);
    expect(linkOf({ ...place, schedule: '0112' })).toMatch(/^lockstep:1/);
  });

  it('say what they leave out, the least of it, and nothing when they say everything', () => {
    const place = {
      at: 'report',
      consoleId: '2026-07-31-qemu-lab',
      firstByte: byteOffset(9120),
      signature: 'circular:1f0c',
      step: 12,
      pointer: '/chain/1/frames/0',
      schedule: '01'.repeat(200),
      whatIf: 'd~0~1',
    } as const;
    const made = makeLink(place);
    expect(made.leftOut).toEqual(['run']);
    expect(parseLink(made.link)).toEqual({ ...place, step: undefined, schedule: undefined });
    expect(leftOutWords(place, made)).toBe(
      'The link leads to the report with its what-if changes only: the chosen run and its step did not fit into 300 characters.',
    );
    const changed = { ...place, whatIf: 'd~0~1.'.repeat(80) };
    expect(makeLink(changed).leftOut).toEqual(['run', 'changes']);
    expect(leftOutWords(changed, makeLink(changed))).toContain(
      'the report only: the chosen run and its step and the what-if changes did not fit',
    );
    const fits = { ...place, schedule: '0112' };
    expect(leftOutWords(fits, makeLink(fits))).toBeUndefined();
    const file = { at: 'notebook', file: `${'%'.repeat(250)}.md` } as const;
    expect(leftOutWords(file, makeLink(file))).toContain('does not lead there');
    // Whoever keeps it for himself may have it longer.
    expect(parseLink(makeLink(place, 4096).link)).toEqual(place);
  });

  it('come back from a Markdown tool that percent-encodes them', () => {
    const original: Place = { at: 'notebook', file: `${'ё'.repeat(120)}.md` };
    const link = linkOf(original);
    expect(link.length).toBeLessThanOrEqual(MAX_LINK);
    expect(parseLink(encodeURI(link))).toEqual(original);
  });

  it('need no quoting when they are ASCII, and have no character that ends a Markdown link', () => {
    fc.assert(
      fc.property(place, (original) => {
        expect(linkOf(original)).toMatch(/^lockstep:[12]\/[\p{L}\p{N}\-._~/?&=%]+$/u);
      }),
      { numRuns: 500 },
    );
  });

  it('never have more than 300 characters, whatever the place', () => {
    const long = fc.string({ unit: 'binary', maxLength: 5000 });
    fc.assert(
      fc.property(long, long, long, natural, (id, signature, pointer, firstByte) => {
        const places: readonly Place[] = [
          { at: 'report', consoleId: id, firstByte: byteOffset(firstByte), signature, pointer, step: 7 },
          { at: 'console', consoleId: id, line: lineNumber(3) },
          { at: 'code', file: id, line: 1, version: signature },
          { at: 'notebook', file: id },
        ];
        for (const each of places) {
          const link = linkOf(each);
          expect(link.length).toBeLessThanOrEqual(MAX_LINK);
          parseLink(link);
        }
      }),
    );
  });

  it('leave out the pointer, then the signature, before they give up', () => {
    const base = { at: 'report', consoleId: 'c'.repeat(200), firstByte: byteOffset(Number.MAX_SAFE_INTEGER) } as const;
    const full: Place = { ...base, step: 3, signature: 's'.repeat(40), pointer: `/${'p'.repeat(60)}` };
    expect(parseLink(linkOf(full))).toEqual({ ...base, step: 3, signature: 's'.repeat(40) });
    const longer: Place = { ...full, signature: 's'.repeat(90) };
    expect(parseLink(linkOf(longer))).toEqual({ ...base, step: 3 });
    const code: Place = { at: 'code', file: `${'d/'.repeat(120)}x.c`, line: 7, version: '6.12'.repeat(20) };
    expect(parseLink(linkOf(code))).toEqual({ at: 'code', file: `${'d/'.repeat(120)}x.c`, line: 7 });
  });

  it('name eight consoles, with short ids when there is no room', () => {
    const consoleIds = Array.from(
      { length: 8 },
      (_, index) => `20261126-22465${index}-the-usb-serial-of-a-board-0a7${index}`,
    );
    const link = linkOf({ at: 'merged', consoleIds, time: 1795215197518.125 });
    expect(link).toContain('/20261126-224650..0a70/');
    const read = parseLink(link);
    expect(read).toMatchObject({ at: 'merged', time: 1795215197518.125 });
    const ids = 'consoleIds' in read ? read.consoleIds.map((id) => captureIdAmong(consoleIds, id)) : [];
    expect(ids).toEqual(consoleIds);
    const two = consoleIds.slice(0, 2);
    expect(parseLink(linkOf({ at: 'beside', consoleIds: two }))).toEqual({ at: 'beside', consoleIds: two });
  });

  it('fit every file name Linux allows (255 bytes)', () => {
    for (const letter of ['a', 'ж', '語', '𝒳']) {
      const file = `${letter.repeat(Math.floor(252 / new TextEncoder().encode(letter).length))}.md`;
      expect(parseLink(linkOf({ at: 'notebook', file }))).toEqual({ at: 'notebook', file });
    }
  });

  it('say so when a name did not fit', () => {
    const link = linkOf({ at: 'notebook', file: `${'%'.repeat(250)}.md` });
    expect(link.length).toBeLessThanOrEqual(MAX_LINK);
    expect(parseLink(link)).toEqual({
      problem: expect.objectContaining({ message: expect.stringContaining('too long for a link') as string }) as object,
    });
  });

  it('of another version are refused with a sentence', () => {
    expect(parseLink('lockstep:3/report/x/0')).toEqual({
      problem: {
        message: 'This link is written in version 3 of the notation; this Lockstep reads versions 1 and 2.',
        hint: 'Open it with a newer Lockstep.',
      },
    });
    expect(parseLink('lockstep:99')).toHaveProperty('problem.message', expect.stringContaining('version 99'));
    expect(parseLink('lockstep:1/galaxy/x')).toHaveProperty('problem.message', expect.stringContaining('“galaxy”'));
  });

  it.each([
    '',
    'https://example.org/',
    'javascript:alert(1)',
    'lockstep:',
    'lockstep://1/start',
    'lockstep:1',
    'lockstep:1/',
    'lockstep:1/start/more',
    'lockstep:1/report/x',
    'lockstep:1/report//0',
    'lockstep:1/report/x/-1',
    'lockstep:1/report/x/1e3',
    'lockstep:1/report/x/99999999999999999999',
    'lockstep:1/report/x/0?step=-1',
    'lockstep:1/report/x/0?step=2.5',
    'lockstep:1/report/x/0?at=chain',
    'lockstep:1/report/x/0/1',
    'lockstep:1/report/%/0',
    'lockstep:1/report/%E0%A4%A/0',
    'lockstep:1/report/a%00b/0',
    'lockstep:1/report/a%0Ab/0',
    'lockstep:1/console/x?line=0',
    `lockstep:1/console/${'x'.repeat(201)}`,
    'lockstep:1/merged',
    'lockstep:1/merged/a/a',
    'lockstep:1/beside/a/b?t=soon',
    `lockstep:1/beside${'/a'.repeat(40)}`,
    'lockstep:1/code/mm/slub.c',
    'lockstep:1/code/mm/slub.c?line=0',
    'lockstep:1/code/../../etc/passwd?line=1',
    'lockstep:1/code/mm/%2e%2e/%2e%2e/x?line=1',
    'lockstep:1/code/mm%2f..%2f..%2fx?line=1',
    'lockstep:1/code//etc/passwd?line=1',
    'lockstep:1/code/a%5C..%5Cb?line=1',
    'lockstep:1/notebook/../x.md',
    'lockstep:1/notebook/..',
    'lockstep:1/notebook/..%2Fx.md',
    'lockstep:1/notebook/%2Fetc%2Fpasswd',
    `lockstep:1/notebook/${'x'.repeat(100_000)}`,
  ])('%# hostile or broken: no place, a sentence', (text) => {
    const parsed = parseLink(text);
    expect(parsed).toHaveProperty('problem.message');
    if ('problem' in parsed) expect(parsed.problem.message.length).toBeLessThan(200);
  });

  it('any text at all gives a place or a problem, never an exception', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', 'lockstep:', 'lockstep:1/', 'lockstep:1/report/'),
        (text, head) => {
          const parsed = parseLink(head + text);
          expect('at' in parsed || parsed.problem.message !== '').toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
