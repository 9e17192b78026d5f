import fc from 'fast-check';
import { expect, test } from 'vitest';
import { giveBack, ReadBuffer } from './read-buffer.ts';

const fill = (bytes: Uint8Array, value: number): Uint8Array => bytes.fill(value);

test('property: bytes stay as they are until they are given back, in whatever order and parts that is', () => {
  const step = fc.record({
    source: fc.nat(2),
    /** Share of the room that a read fills. */
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    /** How many of the oldest are given back then, and whether in two parts. */
    back: fc.nat(4),
    inParts: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sources = [new ReadBuffer(), new ReadBuffer(), new ReadBuffer()];
      const held: { bytes: Uint8Array; value: number }[] = [];
      let value = 0;
      for (const { source, share, back, inParts } of steps) {
        const memory = sources[source]!;
        const room = memory.room();
        expect(room.length).toBeGreaterThanOrEqual(64 * 1024);
        const count = Math.max(1, Math.floor(room.length * share));
        value = (value + 1) % 256;
        fill(room.subarray(0, count), value);
        const bytes = memory.filled(count);
        expect(bytes.length).toBe(count);
        held.push({ bytes, value });
        for (const one of held) expect([one.bytes[0], one.bytes.at(-1)]).toEqual([one.value, one.value]);
        for (const one of held.splice(0, back)) {
          const middle = inParts ? Math.floor(one.bytes.length / 2) : 0;
          giveBack(one.bytes.subarray(0, middle));
          giveBack(one.bytes.subarray(middle));
        }
      }
    }),
  );
});

test('a piece that was given back is used again', () => {
  const memory = new ReadBuffer();
  const first = memory.room();
  const { buffer } = first;
  giveBack(memory.filled(first.length));
  memory.room();
  // It was full and is free now: the next that is full gives way to it, or to one freed before.
  const seen = new Set<ArrayBufferLike>();
  for (let n = 0; n < 40; n++) {
    const room = memory.room();
    seen.add(room.buffer);
    giveBack(memory.filled(room.length));
  }
  expect(seen.size).toBeLessThan(5);
  expect(buffer.byteLength).toBe(256 * 1024);
});

test('other memory is left alone', () => {
  giveBack(Buffer.from('not ours'));
});
