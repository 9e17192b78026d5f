// @ts-check
/** Scenarios, and how the lab's driver takes them: resources/lab/driver/scenario.c. */

/**
 * What shared/contract/scenario.ts says, as far as it matters here:
 * @typedef {'mutex' | 'spinlock' | 'raw_spinlock' | 'rwlock' | 'rwsem' | 'percpu_rwsem' | 'rtmutex' | 'active_ref' | 'completion'} LockType
 * @typedef {{ op: 'acquire', lock: string, mode: 'write' | 'read' | 'recursive-read', try: boolean }
 *   | { op: 'release' | 'wait' | 'complete', lock: string } | { op: 'irq-off' | 'irq-on' | 'bh-off' | 'bh-on' }} Step
 * @typedef {{ id: string, type: LockType, class: string, subclass: number }} Lock
 * @typedef {{ id: string, context: 'task' | 'softirq' | 'hardirq', steps: Step[] }} Thread
 * @typedef {{ schema: 'lockstep.scenario/1', locks: Lock[], threads: Thread[] }} Scenario
 */

/** The lock types as the driver spells them. @type {Readonly<Record<LockType, string>>} */
const LETTERS = {
  mutex: 'm',
  spinlock: 's',
  raw_spinlock: 'r',
  rwlock: 'w',
  rwsem: 'e',
  percpu_rwsem: 'p',
  rtmutex: 'x',
  active_ref: 'a',
  completion: 'c',
};

/** @type {Readonly<Record<string, string>>} */
const MODES = { write: '', read: 'r', 'recursive-read': 'R' };

/** One line for the driver. @param {Scenario} scenario @param {number} number */
export function encodeScenario(scenario, number) {
  const classes = [...new Set(scenario.locks.map((lock) => lock.class))];
  const index = new Map(scenario.locks.map((lock, at) => [lock.id, at]));
  const locks = scenario.locks.map((lock) => `${LETTERS[lock.type]}${classes.indexOf(lock.class)}${lock.subclass}`);
  /** Lockdep knows no locks: who enters another one of the class annotates its waits too, as in validate.ts. */
  const classOf = (/** @type {string} */ id) => locks[index.get(id) ?? -1];
  const entered = new Set(
    scenario.threads.flatMap(({ steps }) => steps.flatMap((step) => (step.op === 'acquire' ? classOf(step.lock) : []))),
  );
  const word = (/** @type {Step} */ step) => {
    switch (step.op) {
      case 'acquire':
        return `${step.try ? '?' : '+'}${index.get(step.lock)}${MODES[step.mode]}`;
      case 'release':
        return `-${index.get(step.lock)}`;
      case 'wait':
        // A plain completion is not annotated.
        return entered.has(classOf(step.lock)) ? `w${index.get(step.lock)}` : '.';
      case 'complete':
        return '.';
      case 'irq-off':
        return 'i';
      case 'irq-on':
        return 'I';
      case 'bh-off':
        return 'b';
      case 'bh-on':
        return 'B';
    }
  };
  const threads = scenario.threads.map(({ context, steps }) => [context.slice(0, 1), ...steps.map(word)].join(' '));
  return [String(number), locks.join(' '), ...threads].join(';');
}
