/** Ending process groups that somebody else had started. */

/** SIGTERM to every process of a group; one that is gone already, or is not ours any more, is left alone. */
export function endProcessGroup(group: number): void {
  try {
    process.kill(-group, 'SIGTERM');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
