// @ts-check
/** Scenarios with something left out, to find the smallest one that still shows a disagreement. */

/** @import { Scenario, Step } from './scenario-line.mjs' */

/** Scenarios with one thing less: a thread, a lock with all its steps, or one acquisition or switch with its end. @param {Scenario} scenario @returns {Scenario[]} */
export function smaller(scenario) {
  const { locks, threads } = scenario;
  const usable = (/** @type {Scenario} */ each) => each.locks.length > 0 && each.threads.length > 0;
  const without = threads.map((_, at) => ({ ...scenario, threads: threads.filter((_each, other) => other !== at) }));
  const lockless = locks.map((lock) => ({
    ...scenario,
    locks: locks.filter((other) => other !== lock),
    threads: threads.map((thread) => ({
      ...thread,
      steps: thread.steps.filter((step) => !('lock' in step) || step.lock !== lock.id),
    })),
  }));
  const shorter = threads.flatMap((thread, threadAt) =>
    thread.steps.flatMap((_step, at) => {
      const end = endOf(thread.steps, at);
      if (end === undefined) return [];
      const steps = thread.steps.filter((_, other) => other !== at && other !== end);
      return [{ ...scenario, threads: threads.with(threadAt, { ...thread, steps }) }];
    }),
  );
  const plainer = threads.flatMap((thread, threadAt) =>
    thread.steps.flatMap((step, at) =>
      step.op === 'acquire' && step.try
        ? [
            {
              ...scenario,
              threads: threads.with(threadAt, { ...thread, steps: thread.steps.with(at, { ...step, try: false }) }),
            },
          ]
        : [],
    ),
  );
  return [...without, ...lockless, ...shorter, ...plainer].filter(usable);
}

/** The step that undoes this one; the step itself when nothing needs to; undefined for one that undoes. @param {readonly Step[]} steps @param {number} at @returns {number | undefined} */
function endOf(steps, at) {
  const step = steps[at];
  if (!step || step.op === 'release' || step.op === 'irq-on' || step.op === 'bh-on') return undefined;
  if (step.op === 'wait' || step.op === 'complete') return at;
  const opens = (/** @type {Step} */ each) =>
    each.op === step.op && (!('lock' in each) || !('lock' in step) || each.lock === step.lock);
  const closing = { acquire: 'release', 'irq-off': 'irq-on', 'bh-off': 'bh-on' }[step.op];
  let depth = 0;
  for (let next = at; next < steps.length; next++) {
    const each = /** @type {Step} */ (steps[next]);
    if (opens(each)) depth++;
    else if (each.op === closing && (!('lock' in each) || !('lock' in step) || each.lock === step.lock)) depth--;
    if (depth === 0) return next;
  }
  return at; // it has no end
}
