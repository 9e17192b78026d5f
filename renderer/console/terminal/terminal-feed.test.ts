import { expect, test } from 'vitest';
import { BACKLOG, MOST_BEHIND, TerminalFeed } from './terminal-feed.ts';

/** A feed over a capture whose byte at offset n is n % 251. */
function feedOver(size: number, sizeAtOpening: number) {
  const written: { readonly bytes: number; readonly isLive: boolean; readonly first: number | undefined }[] = [];
  const skipped: number[] = [];
  let done: () => void = () => undefined;
  let position = 0;
  const feed = new TerminalFeed(sizeAtOpening, {
    fetch: (from, count) => {
      position = from;
      const length = Math.max(0, Math.min(count, size - from));
      return Promise.resolve(Uint8Array.from({ length }, (_, index) => (from + index) % 251));
    },
    write: (bytes, isLive) => {
      written.push({ bytes: bytes.length, isLive, first: bytes[0] });
      if (position + bytes.length >= size) done();
      return Promise.resolve();
    },
    onSkipped: (bytes) => skipped.push(bytes),
    onProblem: (error) => {
      throw error;
    },
  });
  const finished = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { feed, written, skipped, finished };
}

test('what was there is not live, what comes is', async () => {
  const { feed, written, finished } = feedOver(150, 100);
  feed.grew(150);
  await finished;
  expect(written).toEqual([
    { bytes: 100, isLive: false, first: 0 },
    { bytes: 50, isLive: true, first: 100 },
  ]);
});

test('only the end of a long capture', async () => {
  const { feed, written, skipped, finished } = feedOver(10 * BACKLOG, 10 * BACKLOG);
  feed.grew(10 * BACKLOG);
  await finished;
  expect(written).toEqual([{ bytes: BACKLOG, isLive: false, first: (9 * BACKLOG) % 251 }]);
  expect(skipped).toEqual([]);
});

test('a flood is left out, and that is told', async () => {
  const size = 2 * MOST_BEHIND;
  const { feed, skipped, finished } = feedOver(size, 0);
  feed.grew(size);
  await finished;
  expect(skipped).toEqual([size - BACKLOG]);
});
