import { expect, test } from 'vitest';
import { piecesOf } from './paste-pace.ts';

test('a paced paste keeps every character, in order', () => {
  const text = 'echo "grüße" 😀\r'.repeat(40);
  for (const pace of ['0', '5000', '1000', '200'] as const) {
    const { pieces, every } = piecesOf(text, pace);
    expect(pieces.join('')).toBe(text);
    if (every > 0) expect((Array.from(pieces[0]!).length / every) * 1000).toBeCloseTo(Number(pace), 0);
  }
});
