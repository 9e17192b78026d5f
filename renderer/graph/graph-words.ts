/** The graph's edges in words: who recorded each, and where. */
import type { LockEdge } from '../../shared/lock-graph/from-report.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';

/** `insmod/42, now` or `earlier #2`. */
export function whoOf(edge: LockEdge, scenario: ReplayScenario | undefined): string {
  if (edge.interrupt) return 'interrupt';
  if (edge.when === 'current') {
    const current = scenario?.threads.find(({ origin }) => origin === 'current');
    return current === undefined ? 'now' : `now: ${current.title}`;
  }
  return edge.chainIndex === undefined ? 'earlier' : `earlier #${edge.chainIndex}`;
}

/** `cpus_read_lock()`; undefined when no stack shows it. */
export const whereOf = (edge: LockEdge): string | undefined =>
  edge.frame === undefined ? undefined : `${edge.frame.symbol}()`;

/** The whole edge in one sentence. */
export function edgeSentence(edge: LockEdge, scenario: ReplayScenario | undefined): string {
  const where = whereOf(edge);
  if (edge.interrupt) return `An interrupt may come while ${edge.from} is held, and wants ${edge.to}`;
  const verb = edge.when === 'current' ? 'is wanted' : 'was taken';
  const held = edge.when === 'current' ? 'is held' : 'was held';
  return `${edge.to} ${verb} while ${edge.from} ${held} (${whoOf(edge, scenario)}${where === undefined ? '' : `, in ${where}`})`;
}
