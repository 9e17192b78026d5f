import { expect, test } from 'vitest';
import { PIECE_BUFFER, PieceBuffers } from './piece-buffers.ts';

function counted(): { readonly buffers: PieceBuffers; readonly made: () => number } {
  let made = 0;
  return { buffers: new PieceBuffers(() => Buffer.alloc(++made)), made: () => made };
}

test('hundreds who read at once share a few buffers, and each has its turn', async () => {
  const { buffers, made } = counted();
  let read = 0;
  const readAll = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn++) {
      const buffer = await buffers.take(100 * PIECE_BUFFER);
      await Promise.resolve();
      read++;
      buffers.give(buffer);
    }
  };
  await Promise.all(Array.from({ length: 300 }, readAll));
  expect(read).toBe(900);
  expect(made()).toBeLessThanOrEqual(4);
});

test('who has little to read waits for one turn of others, who are not kept waiting for ever either', async () => {
  const { buffers } = counted();
  const held = await Promise.all([1, 2, 3, 4].map(async () => await buffers.take(PIECE_BUFFER)));
  const order: string[] = [];
  const wait = async (name: string, behind: number): Promise<void> => {
    const buffer = await buffers.take(behind);
    order.push(name);
    buffers.give(buffer);
  };
  const all = ['file 1', 'file 2', 'file 3'].map((name) => wait(name, 100 * PIECE_BUFFER));
  all.push(...['line 1', 'line 2', 'line 3'].map((name) => wait(name, 80)));
  buffers.give(held[0]!);
  await Promise.all(all);
  expect(order).toEqual(['line 1', 'file 1', 'line 2', 'file 2', 'line 3', 'file 3']);
});

test('one buffer is kept while nobody reads', async () => {
  const { buffers, made } = counted();
  const held = await Promise.all([1, 2, 3, 4].map(async () => await buffers.take(1)));
  for (const buffer of held) buffers.give(buffer);
  await Promise.all([1, 2, 3, 4].map(async () => await buffers.take(1)));
  expect(made()).toBe(7);
});
