/** possible circular locking dependency detected (lockdep.c `print_circular_bug`, `print_circular_bug_header`). */
import { acquisitionFrame } from '../machinery.ts';
import { classIdentity, missingLocks, missingTail, named, placeOf, setTask, stableSymbol, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';

/** Is this the lock already held? The table names it first, too: other output may have spoilt the line at the top. */
const isHeldLock = (report: AnyReport, top: string): boolean => {
  const tight = (name: string | undefined): string | undefined => name?.replace(/\s/g, '');
  const held = tight(report.holding?.class);
  const own = tight(top)!;
  return held === undefined || held.startsWith(own) || own === tight(report.scenario?.steps[0]?.lock);
};

/** Chain entries #N..#0 without gaps; the names of those that are absent. */
const missingChain = (report: AnyReport): string[] => {
  const chain = report.chain ?? [];
  if (chain.length === 0) return ['dependency chain'];
  const seen = new Set(chain.map((entry) => entry.index));
  const highest = Math.max(...seen);
  const missing: string[] = [];
  for (let i = Math.min(highest, 64); i >= 0; i--) if (!seen.has(i)) missing.push(`chain entry #${i}`);
  // The highest entry is the lock already held; when another one stands there, higher ones were cut off.
  const top = chain.find((entry) => entry.index === highest)!.lock.class;
  if (missing.length === 0 && (highest === 0 || !isHeldLock(report, top)))
    missing.push(`chain entries above #${highest}`);
  for (const entry of chain) if (entry.frames.length === 0) missing.push(`stack of chain entry #${entry.index}`);
  return missing;
};

const missingScenario = (report: AnyReport): string[] => {
  if (report.scenario === undefined) {
    // 2.6.x printed no table.
    return /^2\.6\./.test(report.kernel?.release ?? '') ? [] : ['scenario table'];
  }
  return report.scenario.steps.length < 4 ? ['steps of the scenario table'] : [];
};

/** The cycle's classes and where each was taken, starting at a place that does not depend on who came last. */
const cycle = (report: AnyReport): string[] => {
  if (report.dept !== undefined)
    return report.dept.map((context) => context.steps.map((step) => step.text).join(' ')).sort();
  const chain = [...(report.chain ?? [])].sort((a, b) => a.index - b.index);
  const edges = chain.map((entry) => {
    const frame = acquisitionFrame(entry);
    return `${classIdentity(entry.lock)}@${frame ? stableSymbol(frame.symbol) : ''}`;
  });
  // Without the whole chain, what is known of the two locks of the headline stands in for it.
  if (edges.length < 2 || missingChain(report).length > 0) {
    const both = [report.acquiring, report.holding].map((lock) =>
      lock ? `${classIdentity(lock)}@${placeOf(lock.at ? [lock.at] : undefined)}` : '?',
    );
    return [...both, ...edges];
  }
  let best = 0;
  const rotated = (by: number): string => [...edges.slice(by), ...edges.slice(0, by)].join('\n');
  for (let i = 1; i < edges.length; i++) if (rotated(i) < rotated(best)) best = i;
  return [...edges.slice(best), ...edges.slice(0, best)];
};

const sentence = (report: AnyReport): string => {
  if (report.dept !== undefined) return `DEPT found a circular wait between ${report.dept.length} contexts`;
  const chain = [...(report.chain ?? [])].sort((a, b) => a.index - b.index);
  const taken = report.acquiring ?? chain.find((entry) => entry.index === 0)?.lock;
  const held = report.holding ?? chain.at(-1)?.lock;
  const first = `${who(report)} takes ${named(taken)}`;
  if (held === undefined || (chain.length < 2 && report.holding === undefined))
    return `${first}; the rest of the cycle was not printed`;
  const start = `${first} while holding ${named(held)}`;
  if (chain.length > 2) {
    return `${start}; earlier dependencies lead the other way: ${chain.map((entry) => entry.lock.class).join(' → ')}`;
  }
  return `${start}; earlier ${named(taken)} was held when ${named(held)} was taken`;
};

export const circular: KindGrammar = {
  kind: 'circular',
  headlines: [/^possible circular locking dependency detected$/],
  prompts: [
    {
      // {comm}/{pid} is trying to acquire lock:
      pattern: /^(.{1,64}) is trying to acquire lock:?$/,
      word: ' is trying to ',
      apply: (match, draft) => {
        draft.slot = 'acquiring';
        draft.sink = undefined;
        return setTask(draft, match[1]!);
      },
    },
    {
      // but task is already holding lock:    (4.14 crosslock: but now in release context of a crosslock ...)
      pattern:
        /^but (?:this )?task is already holding lock:?$|^but now in release context of a crosslock acquired at the following:?$/,
      apply: (_match, draft) => {
        draft.slot = 'holding';
        draft.sink = undefined;
        return true;
      },
    },
    {
      pattern:
        /^which lock already depends on the new lock\.?$|^the existing dependency chain \(in reverse order\) is:?$/,
      apply: (_match, draft) => {
        draft.slot = undefined;
        draft.sink = undefined;
        return true;
      },
    },
  ],
  core: (report) => {
    if (report.dept !== undefined) return [];
    return [...missingLocks(report), ...missingChain(report), ...missingScenario(report)];
  },
  rest: (report) => {
    if (report.dept !== undefined) return missingTail(report).filter((part) => part !== 'held locks');
    const long = (report.chain?.length ?? 0) > 2 && report.dependency === undefined && report.scenario !== undefined;
    // "Chain exists of" was printed from 2.6.39 on.
    return [...(long ? ['"Chain exists of" line'] : []), ...missingTail(report)];
  },
  identity: cycle,
  sentence,
};
