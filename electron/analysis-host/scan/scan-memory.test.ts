/** What the scans of scan.wat find, against the plainest loops that could be right. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteNeedle, inScanMemory, ScanMemory } from './scan-memory.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const NEWLINE = 0x0a;

/** Few different bytes, so that needles are found, and nearly found; lengths around what is looked at at once. */
const byte = fc.constantFrom(...Buffer.from('aAbB\n\n\r\0 k\u212a@`[{', 'utf8'), 0xff, 0x80);
const bytes = (minLength: number, maxLength: number) =>
  fc.array(byte, { minLength, maxLength, size: 'max' }).map((list) => Buffer.from(list));
const needleBytes = fc
  .oneof(bytes(1, 3), bytes(14, 40))
  .map((found) => Buffer.from(found.filter((one) => one !== NEWLINE)));

const folded = (one: number): number => (one >= 0x41 && one <= 0x5a ? one | 0x20 : one);

/** First hit of each line. */
function plainly(content: Buffer, needle: Buffer, anyCase: boolean): number[] {
  const same = (a: number, b: number): boolean => (anyCase ? folded(a) === folded(b) : a === b);
  const hits: number[] = [];
  for (let at = 0; at + needle.length <= content.length; at++) {
    if (!needle.every((one, index) => same(one, content[at + index]!))) continue;
    hits.push(at);
    const newline = content.indexOf(NEWLINE, at);
    if (newline < 0) break;
    at = newline;
  }
  return hits;
}

/** A piece of a room that holds other bytes before and behind it. */
function roomWith(content: Buffer, before: number): { readonly memory: ScanMemory; readonly piece: Buffer } {
  const memory = new ScanMemory(4096);
  memory.room.fill('ab\n');
  content.copy(memory.room, before);
  return { memory, piece: memory.room.subarray(before, before + content.length) };
}

const place = fc.nat(70);

describe('a scan finds what a loop finds', () => {
  test('the first needle of each line', () => {
    fc.assert(
      fc.property(bytes(0, 300), needleBytes, fc.boolean(), place, (content, needle, anyCase, before) => {
        fc.pre(needle.length > 0);
        const { memory, piece } = roomWith(content, before);
        const found: number[] = [];
        memory.find(piece, new ByteNeedle(needle, anyCase), (at) => found.push(at));
        expect(found).toEqual(plainly(content, needle, anyCase));
      }),
      { numRuns: 3000 },
    );
  });

  test('a needle that is somewhere in it', () => {
    fc.assert(
      fc.property(bytes(1, 300), fc.nat(299), fc.integer({ min: 1, max: 60 }), place, (content, at, length, before) => {
        const needle = content.subarray(at, at + length);
        fc.pre(needle.length > 0 && !needle.includes(NEWLINE));
        const { memory, piece } = roomWith(content, before);
        const found: number[] = [];
        memory.find(piece, new ByteNeedle(needle, false), (hit) => found.push(hit));
        expect(found).toEqual(plainly(content, needle, false));
      }),
      { numRuns: 2000 },
    );
  });

  test('the lines around needles', () => {
    fc.assert(
      fc.property(bytes(0, 300), needleBytes, place, (content, needle, before) => {
        fc.pre(needle.length > 0);
        const { memory, piece } = roomWith(content, before);
        const gathered: [line: string, hit: number][] = [];
        memory.gather(piece, new ByteNeedle(needle, false), ({ text, starts, hitOf }) => {
          for (const [index, start] of starts.entries())
            gathered.push([text.toString('latin1', start, starts[index + 1] ?? text.length), hitOf(index)]);
        });
        const expected = plainly(content, needle, false).map((hit) => {
          const start = hit === 0 ? 0 : content.lastIndexOf(NEWLINE, hit - 1) + 1;
          const newline = content.indexOf(NEWLINE, hit);
          return [content.toString('latin1', start, newline < 0 ? content.length : newline + 1), hit];
        });
        expect(gathered).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('newlines, up to a number of them', () => {
    fc.assert(
      fc.property(bytes(0, 300), fc.nat(100), fc.integer({ min: 1, max: 40 }), place, (content, from, most, before) => {
        fc.pre(from <= content.length);
        const { memory, piece } = roomWith(content, before);
        const places = [...content.entries()].flatMap(([at, one]) => (at >= from && one === NEWLINE ? [at + 1] : []));
        expect(memory.newlines(piece, from, most)).toEqual({
          count: Math.min(most, places.length),
          behind: places[most - 1],
        });
      }),
      { numRuns: 2000 },
    );
  });
});

test('more lines than one call finds, in a buffer of somebody else', () => {
  const lines = 20_000;
  const { memory, piece } = inScanMemory(Buffer.from('hay\nneedle\n'.repeat(lines)));
  const found: number[] = [];
  memory.find(piece, new ByteNeedle(Buffer.from('needle'), false), (at) => found.push(at));
  expect(found).toEqual(Array.from({ length: lines }, (_, index) => 4 + index * 11));
  let gathered = '';
  memory.gather(piece, new ByteNeedle(Buffer.from('NEEDLE'), true), ({ text }) => (gathered += text.toString()));
  expect(gathered).toBe('needle\n'.repeat(lines));
});

test.skipIf(!fs.existsSync(path.join(root, 'node_modules/wabt')))('scan-code.ts is what scan.wat says', () => {
  const script = path.join(root, 'scripts/build-scan.mjs');
  expect(spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toMatchObject({ status: 0 });
});
