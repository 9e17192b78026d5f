/** What a thread leaves out when its trylock fails, or when it is turned away. */
import type { ScenarioStep } from '../../contract/scenario.ts';

/**
 * The order of steps when the acquisition at position `at` of `order` failed: without it, and without what is done under
 * it up to its release, except releases of what was held before and switching interrupts. Without a matching release
 * only the acquisition itself is left out.
 */
export function withoutSection(steps: readonly ScenarioStep[], order: readonly number[], at: number): number[] {
  const failed = steps[order[at]!]!;
  const lockOf = (step: ScenarioStep): string => ('lock' in step ? step.lock : '');
  const skipped = new Set([order[at]!]);
  const releases = matchingRelease(steps, order, at);
  if (releases === -1) return order.filter((step) => !skipped.has(step));
  const taken: string[] = [];
  for (let i = at + 1; i <= releases; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire') {
      taken.push(step.lock);
      skipped.add(order[i]!);
    } else if (step.op === 'wait' || step.op === 'complete') {
      skipped.add(order[i]!);
    } else if (step.op === 'release') {
      const own = taken.lastIndexOf(step.lock);
      if (own !== -1) {
        taken.splice(own, 1);
        skipped.add(order[i]!);
      } else if (i === releases && step.lock === lockOf(failed)) skipped.add(order[i]!);
    }
  }
  // Taken inside the section and released after it: those releases go too.
  for (let i = releases + 1; i < order.length && taken.length > 0; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire') taken.unshift('');
    const own = step.op === 'release' ? taken.lastIndexOf(step.lock) : -1;
    if (own !== -1) {
      taken.splice(own, 1);
      skipped.add(order[i]!);
    }
  }
  return order.filter((step) => !skipped.has(step));
}

function matchingRelease(steps: readonly ScenarioStep[], order: readonly number[], at: number): number {
  const first = steps[order[at]!]!;
  if (first.op !== 'acquire') return -1;
  let depth = 0;
  for (let i = at + 1; i < order.length; i++) {
    const step = steps[order[i]!]!;
    if (step.op === 'acquire' && step.lock === first.lock) depth++;
    if (step.op === 'release' && step.lock === first.lock) {
      if (depth === 0) return i;
      depth--;
    }
  }
  return -1;
}
