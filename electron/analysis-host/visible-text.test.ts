import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_ROW, MAX_ROW_BYTES, visibleText } from './visible-text.ts';

const show = (text: string | Buffer): string => visibleText(Buffer.from(text as string), true).text;

test('control characters become their pictures, tabs and text stay', () => {
  expect(show('a\x1b[31mb\x00c\td\x7f')).toBe('a␛[31mb␀c\td␡');
  expect(show('größer ☃ 😀')).toBe('größer ☃ 😀');
});

test('a carriage return at the end of the line is dropped, elsewhere shown', () => {
  expect(show('a\rb\r')).toBe('a␍b');
  expect(visibleText(Buffer.from('a\r'), false).text).toBe('a␍');
});

test('invalid UTF-8 and what reorders or hides text become U+FFFD', () => {
  expect(show(Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x62]))).toBe('a\ufffd\ufffd(b');
  expect(show('safe\u202eevil\u2066x\u200b')).toBe('safe\ufffdevil\ufffdx\ufffd');
});

test('long lines are cut, never between the halves of a character', () => {
  const { text, cut } = visibleText(Buffer.from(`x${'😀'.repeat(MAX_ROW)}`).subarray(0, MAX_ROW_BYTES), false);
  expect(cut).toBe(true);
  expect(text).toBe(`x${'😀'.repeat((MAX_ROW - 2) / 2)}`);
  expect(visibleText(Buffer.from('y'.repeat(MAX_ROW)), true)).toEqual({ text: 'y'.repeat(MAX_ROW), cut: false });
});

test('property: no bytes at all give a control character or an over-long row', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isWhole) => {
      const { text } = visibleText(bytes, isWhole);
      expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(text.length).toBeLessThanOrEqual(MAX_ROW);
    }),
  );
});
