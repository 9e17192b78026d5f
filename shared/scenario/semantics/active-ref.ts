/**
 * Active references of kernfs nodes, `kn->active` (fs/kernfs/dir.c, 6.12; before 4.2 and in the class name `kn->count`):
 * who enters (a read or a write of the attribute, kernfs_get_active) never waits; once removal has begun entering fails
 * with ENODEV. Removal (kernfs_drain) waits until everybody inside has left, also when it is called from inside.
 */
import type { LockFamily } from './family.ts';

export const activeRef: LockFamily = {
  type: 'active_ref',
  rules:
    'Entering never waits; it fails once removal has begun. Removal waits until everybody inside has left, also when called from inside.',
  waitingWriterMatters: true,
  blockers: (request, lock) => (request === 'read' || request === 'recursive-read' ? 0 : lock.readers),
  turnedAway: (request, lock) =>
    (request === 'read' || request === 'recursive-read') && (lock.waitingWriters | lock.writers) !== 0,
};
