/** The merged order against the plainest thing that could be right: all lines with their times, sorted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArrivalTimes } from '../arrival-times.ts';
import { LineIndex } from '../line-index.ts';
import { ArrivedLines } from './arrived-lines.ts';
import { linesAt, linesOf, positionOfLine, positionOfTime, type MergedLine } from './merged-order.ts';

/** What arrived together, and how long after what came before it; negative when the clock was set back. */
interface Arrival {
  readonly bytes: string;
  readonly later: number;
}

interface Recorded {
  readonly arrivals: readonly Arrival[];
  readonly shift: number;
}

function linesOfCapture({ arrivals, shift }: Recorded): ArrivedLines {
  const index = new LineIndex();
  const times = new ArrivalTimes();
  const whole = Buffer.from(arrivals.map(({ bytes }) => bytes).join(''));
  let end = 0;
  let now = 1_000_000;
  for (const { bytes, later } of arrivals) {
    end += Buffer.byteLength(bytes);
    now += later;
    times.arrived(end, now);
  }
  index.push(whole);
  const read = (from: number, count: number): Promise<Uint8Array> =>
    Promise.resolve(whole.subarray(from, from + count));
  return new ArrivedLines({ index, times, read, shift });
}

/** Every line with its time, by looking at every byte. */
function plainly(captures: readonly Recorded[]): MergedLine[] {
  const all: (MergedLine & { readonly time: number })[] = [];
  captures.forEach(({ arrivals, shift }, capture) => {
    let now = 1_000_000;
    let latest = -Infinity;
    let line = 1;
    let isStart = true;
    for (const { bytes, later } of arrivals) {
      now += later;
      if (bytes !== '') latest = Math.max(latest, now);
      for (const byte of Buffer.from(bytes)) {
        if (isStart) all.push({ capture, line: line++, time: latest + shift });
        isStart = byte === 10;
      }
    }
  });
  all.sort((one, other) => one.time - other.time || one.capture - other.capture || one.line - other.line);
  return all.map(({ capture, line }) => ({ capture, line }));
}

const arrival: fc.Arbitrary<Arrival> = fc.record({
  bytes: fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom('\n', 'line\n', 'é\n', '\n\n\n'),
    fc.nat({ max: 600 }).map((count) => 'x\n'.repeat(count)),
  ),
  later: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 50_000 }), fc.integer({ min: -40, max: 0 })),
});
const recorded: fc.Arbitrary<readonly Recorded[]> = fc.array(
  fc.record({
    arrivals: fc.array(arrival, { maxLength: 30 }),
    shift: fc.oneof(
      { arbitrary: fc.constant(0), weight: 4 },
      { arbitrary: fc.integer({ min: -9000, max: 9000 }), weight: 1 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);
const timed = (captures: readonly Recorded[]): boolean =>
  captures.every(({ arrivals }) => arrivals.some(({ bytes }) => bytes !== ''));

test('property: any part of the merged captures is that part of all lines sorted', async () => {
  await fc.assert(
    fc.asyncProperty(
      recorded.filter(timed),
      fc.nat(),
      fc.integer({ min: 1, max: 300 }),
      async (captures, at, count) => {
        const expected = plainly(captures);
        const lines = captures.map(linesOfCapture);
        expect(linesOf(lines)).toBe(expected.length);
        const position = at % (expected.length + 2);
        expect(await linesAt(lines, position, count)).toEqual(expected.slice(position, position + count));
      },
    ),
    { numRuns: 400 },
  );
});

test('property: every line is found at its position, and a time at its first line', async () => {
  await fc.assert(
    fc.asyncProperty(recorded.filter(timed), fc.nat(), async (captures, at) => {
      const expected = plainly(captures);
      const lines = captures.map(linesOfCapture);
      const position = at % expected.length;
      const wanted = expected[position]!;
      expect(await positionOfLine(lines, wanted)).toBe(position);
      const time = await lines[wanted.capture]!.timeOf(wanted.line);
      const first = await positionOfTime(lines, time);
      expect(first).toBeLessThanOrEqual(position);
      const times = await Promise.all(expected.map(({ capture, line }) => lines[capture]!.timeOf(line)));
      expect(times.filter((each) => each < time)).toHaveLength(first);
    }),
    { numRuns: 150 },
  );
});

test('many lines of one moment, and a line of many MiB, are passed without reading them all', async () => {
  let read = 0;
  const content = Buffer.from(`${'x\n'.repeat(300_000)}${'y'.repeat(20_000_000)}\nend\n`);
  const index = new LineIndex();
  index.push(content);
  const times = new ArrivalTimes();
  times.arrived(content.length - 4, 100);
  times.arrived(content.length, 200);
  const capture = new ArrivedLines({
    index,
    times,
    read: (from, count) => {
      read += Math.min(count, content.length - from);
      return Promise.resolve(content.subarray(from, from + count));
    },
  });
  const other = linesOfCapture({ arrivals: [{ bytes: 'other\n', later: -999_850 }], shift: 0 });
  expect(await linesAt([capture, other], 250_000, 1)).toEqual([{ capture: 0, line: 250_001 }]);
  expect(await linesAt([capture, other], 299_999, 9)).toEqual([
    { capture: 0, line: 300_000 },
    { capture: 0, line: 300_001 },
    { capture: 1, line: 1 },
    { capture: 0, line: 300_002 },
  ]);
  expect(read).toBeLessThan(4_000_000);
});
