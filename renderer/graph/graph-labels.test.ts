import { expect, it } from 'vitest';
import { middleEllipsis, wrapName } from './graph-labels.ts';

it('shortens in the middle and keeps both ends', () => {
  expect(middleEllipsis('kn->count#241', 20)).toBe('kn->count#241');
  const short = middleEllipsis('&(&inode->i_sb->s_type->i_mutex_dir_key)->rlock#12', 17);
  expect(Array.from(short)).toHaveLength(17);
  expect(short).toMatch(/^&\(&inode.*…rlock#12$|^&\(&inode.*…lock#12$/);
});

it('wraps names where a reader would, and never wider than asked', () => {
  expect(wrapName('cpu_hotplug_lock.rw_sem', 16)).toBe('cpu_hotplug_\nlock.rw_sem');
  for (const name of ['x', 'a'.repeat(15), 'a'.repeat(16), 'a'.repeat(17), 'a'.repeat(200), '(wq_completion)events'])
    for (const line of wrapName(name, 16).split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(16);
});
