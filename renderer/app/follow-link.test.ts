import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isLink } from '../../shared/notebook/place-link.ts';
import type * as FollowLink from './follow-link.ts';
import type { WorkbenchState } from './store.ts';

// The store's neighbours ask for the window when they are loaded.
vi.stubGlobal('window', {});
let links: typeof FollowLink;
let state: WorkbenchState;
beforeAll(async () => {
  links = await import('./follow-link.ts');
  state = (await import('./store.ts')).useWorkbench.getState();
});

describe('readLink', () => {
  it('says where a link leads, and to which moment', () => {
    expect(isLink('  lockstep:1/lab ')).toBe(true);
    expect(isLink('slab_mutex')).toBe(false);
    expect(links.readLink('lockstep:1/scenario/example%3Aslab-sysfs?step=3&run=0112&if=d~0~1', state)).toMatchObject({
      place: { at: 'scenario', step: 3 },
      title: 'slab-sysfs · step 3 · a run of its own · what if: 1 change',
    });
  });

  it('tells a broken link, one of a newer version, and one whose capture is not here apart', () => {
    const message = (text: string): string => {
      const read = links.readLink(text, state);
      return 'problem' in read ? read.problem.message : (read.missing?.message ?? '');
    };
    expect(message('lockstep:1/report/x')).toContain('is not a complete Lockstep link');
    expect(message('lockstep:7/report/x/12')).toContain('version 7');
    expect(message('lockstep:1/report/gone/12?step=2')).toBe('The capture of this link, “gone”, is not open here.');
    expect(message('lockstep:1/lab')).toBe('');
  });
});
