import { describe, expect, it } from 'vitest';
import { saveWords } from './save-words.ts';

describe('the save state in words', () => {
  it('has the time, and the day when it was another one', () => {
    const now = new Date(2026, 6, 31, 13, 0, 0);
    expect(saveWords({ is: 'saved', at: new Date(2026, 6, 31, 12, 4, 9).getTime() }, now)).toBe('Saved 12:04:09');
    expect(saveWords({ is: 'saved', at: new Date(2026, 6, 30, 12, 4, 9).getTime() }, now)).toBe(
      'Saved 2026-07-30 12:04:09',
    );
  });

  it('says what is wrong', () => {
    expect(saveWords({ is: 'saving' })).toBe('Saving…');
    expect(saveWords({ is: 'failed', problem: { code: 'ENOSPC', message: 'The disk is full.' } })).toBe(
      'Not saved: The disk is full.',
    );
    expect(saveWords({ is: 'conflict' })).toBe('Not saved: changed on disk by another program');
  });
});
