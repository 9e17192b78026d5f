#!/usr/bin/env node
// @ts-check
/**
 * Compares the lockdep model (shared/lockdep/model) with the kernel: random scenarios run through both, in one boot of
 * the lab, and every verdict that differs (whether there is a report, its kind, thread and step) is listed as the
 * smallest scenario that still shows it. Exit status 1 when there is one.
 *
 *   node scripts/lab-compare.mjs [--count N] [--seed N] [--kernel 6.12|6.1] [--kvm] [--no-shrink] [--keep DIR] [FILE.json...]
 *
 * With files, these scenarios are compared instead of random ones. --keep writes the lines and verdicts of the first
 * boot. How a scenario is written as a line, and how the kernel runs it: resources/lab/driver/scenario.c.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from './lab/error.mjs';
import { kvmWorks } from './lab/qemu.mjs';
import { LAB_KERNELS, isReady, labStatus } from './lab/status.mjs';
import { LabSession } from './lab-session.mjs';

/**
 * What shared/contract/scenario.ts says, as far as it matters here:
 * @typedef {'mutex' | 'spinlock' | 'raw_spinlock' | 'rwlock' | 'rwsem' | 'percpu_rwsem' | 'rtmutex' | 'active_ref' | 'completion'} LockType
 * @typedef {{ op: 'acquire', lock: string, mode: 'write' | 'read' | 'recursive-read', try: boolean }
 *   | { op: 'release' | 'wait' | 'complete', lock: string } | { op: 'irq-off' | 'irq-on' | 'bh-off' | 'bh-on' }} Step
 * @typedef {{ id: string, type: LockType, class: string, subclass: number }} Lock
 * @typedef {{ id: string, context: 'task' | 'softirq' | 'hardirq', steps: Step[] }} Thread
 * @typedef {{ schema: 'lockstep.scenario/1', locks: Lock[], threads: Thread[] }} Scenario
 * @typedef {(scenario: Scenario) => string} Judge  a verdict: "none", or kind, thread and step
 */

const FILE = '/sys/kernel/debug/lockstep/scenario';

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
  const entered = new Set(
    scenario.threads.flatMap((thread) => thread.steps.flatMap((step) => (step.op === 'acquire' ? [step.lock] : []))),
  );
  const locks = scenario.locks.map((lock) => `${LETTERS[lock.type]}${classes.indexOf(lock.class)}${lock.subclass}`);
  const word = (/** @type {Step} */ step) => {
    switch (step.op) {
      case 'acquire':
        return `${step.try ? '?' : '+'}${index.get(step.lock)}${MODES[step.mode]}`;
      case 'release':
        return `-${index.get(step.lock)}`;
      case 'wait':
        // A plain completion is not annotated.
        return entered.has(step.lock) ? `w${index.get(step.lock)}` : '.';
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

/** Numbers in 0..1 that depend on nothing but the seed (mulberry32). @param {number} seed */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Locks that may be held together without a wait context report coming before anything else, and all of them.
 * @type {readonly { types: readonly LockType[], interrupts: number }[]}
 */
const PALETTES = [
  { types: ['spinlock', 'rwlock'], interrupts: 0.4 },
  { types: ['spinlock', 'rwlock', 'raw_spinlock'], interrupts: 0.4 },
  { types: ['rwlock'], interrupts: 0.4 },
  { types: ['raw_spinlock'], interrupts: 0.6 },
  { types: ['spinlock'], interrupts: 0.4 },
  { types: ['mutex', 'rwsem'], interrupts: 0.05 },
  { types: ['rwsem'], interrupts: 0.05 },
  { types: ['mutex', 'rwsem', 'rtmutex', 'percpu_rwsem', 'active_ref', 'completion'], interrupts: 0.05 },
  { types: ['percpu_rwsem', 'active_ref', 'completion', 'raw_spinlock'], interrupts: 0.4 },
  { types: ['percpu_rwsem', 'completion'], interrupts: 0.4 },
  { types: ['rwlock', 'percpu_rwsem', 'completion'], interrupts: 0.4 },
  { types: ['raw_spinlock', 'spinlock', 'rwlock'], interrupts: 0.5 },
  { types: ['mutex', 'spinlock', 'raw_spinlock', 'rwlock', 'rwsem'], interrupts: 0.25 },
];

/** How strict a lock is, as lockdep's wait types; the others are not checked. @type {Readonly<Partial<Record<LockType, number>>>} */
const WAIT_TYPES = { raw_spinlock: 2, spinlock: 3, rwlock: 3, mutex: 4, rtmutex: 4, rwsem: 4 };
const CONTEXT_WAIT_TYPES = { hardirq: 2, softirq: 3, task: 5 };

const LOCK_NAMES = 'ABCDEFGH';

/**
 * A scenario of 1 to 4 locks and 1 to 4 threads; of up to 8 and 7, `wide`. Wide ones are careless besides: threads end
 * with locks held and interrupts off, and let go of what they do not hold.
 * @param {() => number} random @param {boolean} [wide] @returns {Scenario}
 */
export function randomScenario(random, wide = false) {
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  const chance = (/** @type {number} */ share) => random() < share;
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[below(items.length)]);

  const palette = pick(PALETTES);
  // How a class is used in half of the scenarios, so that order between classes decides: with interrupts (or bottom
  // halves) off in tasks, which such an interrupt may take it in, or in tasks only.
  const disciplined = chance(0.5);
  const nrLocks = wide ? 3 + below(6) : disciplined ? 2 + below(3) : 1 + below(4);
  /** @type {Lock[]} */
  const locks = [];
  const classOf = (/** @type {Lock} */ lock) => `${lock.class}/${lock.subclass}`;
  for (let at = 0; at < nrLocks; at++) {
    const shared = locks.length > 0 && chance(0.25) ? pick(locks) : undefined;
    locks.push({
      id: LOCK_NAMES.charAt(at),
      type: shared?.type ?? pick(palette.types),
      class: shared?.class ?? LOCK_NAMES.charAt(at).toLowerCase(),
      subclass: shared && chance(0.5) ? 1 + below(7) : 0,
    });
  }
  const safe = WAIT_TYPES[/** @type {LockType} */ (palette.types[0])] === 3 ? 'soft' : 'hard';
  const disciplines = new Map(locks.map((lock) => [lock.class, pick(['hard', 'soft', safe, 'task', 'task'])]));
  // Most scenarios take no class twice, or they would nearly all end there.
  const recursion = pick([0, 0, 0, 0.1, 1]);
  const rudeness = pick([0, 0, 0, 1]);
  const tries = pick([0, 0.1, 0.3]);
  const disorder = pick([0, 0.2]);
  const switching = disciplined ? pick([0, 0.05]) : pick([0, 0.15, 0.3]);
  const careless = wide ? pick([0, 0.3]) : 0;
  const wrong = wide ? pick([0, 0, 0.02]) : 0;

  /** @param {'task' | 'softirq' | 'hardirq'} context @returns {Step[]} */
  const program = (context) => {
    /** @type {Step[]} */
    const steps = [];
    /** @type {Lock[]} */
    const held = [];
    let irqs = 0;
    let bhs = 0;
    const release = () => {
      const at = chance(disorder) ? below(held.length) : held.length - 1;
      const [lock] = held.splice(at, 1);
      if (lock) steps.push({ op: 'release', lock: lock.id });
      if (!disciplined || chance(0.1)) return;
      const still = (/** @type {string} */ kind) => held.some((other) => disciplines.get(other.class) === kind);
      if (irqs === 1 && !still('hard')) {
        steps.push({ op: 'irq-on' });
        irqs--;
      }
      if (bhs === 1 && irqs === 0 && !still('soft')) {
        steps.push({ op: 'bh-on' });
        bhs--;
      }
    };
    const length = 1 + below(wide ? 18 : 10);
    while (steps.length < length) {
      if (chance(wrong)) {
        const lock = pick(locks);
        if (!held.includes(lock)) steps.push({ op: 'release', lock: lock.id });
        continue;
      }
      if (chance(switching)) {
        if (chance(0.5)) {
          const off = irqs === 0 || chance(0.3);
          steps.push({ op: off ? 'irq-off' : 'irq-on' });
          irqs += off ? 1 : -1;
        } else if (context !== 'hardirq') {
          const off = bhs === 0 || irqs > 0 || chance(0.3);
          steps.push({ op: off ? 'bh-off' : 'bh-on' });
          bhs += off ? 1 : -1;
        }
        continue;
      }
      if (held.length > 0 && chance(0.1 + 0.2 * held.length)) {
        release();
        continue;
      }
      const lock = pick(locks);
      if (held.some((other) => classOf(other) === classOf(lock)) && !chance(recursion)) {
        if (held.length > 0 && chance(0.3)) release();
        else if (chance(0.1)) break;
        continue;
      }
      const strictest = Math.min(CONTEXT_WAIT_TYPES[context], ...held.map(({ type }) => WAIT_TYPES[type] ?? 5));
      if ((WAIT_TYPES[lock.type] ?? 0) > strictest && !chance(rudeness)) {
        if (chance(0.2)) break;
        continue;
      }
      if (lock.type === 'completion' && chance(0.4)) {
        steps.push({ op: chance(0.8) ? 'wait' : 'complete', lock: lock.id });
        continue;
      }
      if (disciplined && !chance(0.05)) {
        const discipline = disciplines.get(lock.class);
        if (discipline === 'task' && context !== 'task') {
          if (chance(0.3)) break;
          continue;
        }
        if (discipline === 'soft' && context === 'hardirq') {
          if (chance(0.3)) break;
          continue;
        }
        if (discipline === 'hard' && context !== 'hardirq' && irqs === 0) {
          steps.push({ op: 'irq-off' });
          irqs++;
        } else if (discipline === 'soft' && context === 'task' && irqs === 0 && bhs === 0) {
          steps.push({ op: 'bh-off' });
          bhs++;
        }
      }
      const reads = ['rwlock', 'rwsem', 'percpu_rwsem', 'active_ref', 'completion'].includes(lock.type);
      const mode = reads ? pick(/** @type {const} */ (['write', 'read', 'read', 'recursive-read'])) : 'write';
      steps.push({ op: 'acquire', lock: lock.id, mode, try: chance(tries) });
      held.push(lock);
    }
    while ((held.length > 0 || irqs > 0 || bhs > 0) && !chance(careless)) {
      if (held.length > 0 && (chance(0.6) || (irqs === 0 && bhs === 0))) {
        release();
      } else if (irqs > 0) {
        steps.push({ op: 'irq-on' });
        irqs--;
      } else if (bhs > 0) {
        steps.push({ op: 'bh-on' });
        bhs--;
      }
    }
    return steps;
  };

  /** @type {Thread[]} */
  const threads = [];
  const nrThreads = wide ? 2 + below(6) : disciplined ? 2 + below(3) : 1 + below(4);
  for (let at = 0; at < nrThreads; at++) {
    // Interrupts come a little later more often: the order decides between kinds of reports.
    const interrupts = palette.interrupts * (at === 0 ? 0.7 : 1.1);
    const soft = WAIT_TYPES[/** @type {LockType} */ (palette.types[0])] === 3 ? 0.8 : 0.4;
    const context = chance(interrupts) ? (chance(soft) ? 'softirq' : 'hardirq') : 'task';
    threads.push({ id: `T${at}`, context, steps: program(context) });
  }
  return { schema: 'lockstep.scenario/1', locks, threads };
}

/**
 * Locks each used rightly by itself, in interrupts or in tasks that enable them, and threads that nest a few of them:
 * what is wrong, if anything, is only in how the threads' orders fit together. Random steps hardly ever get there.
 * @param {() => number} random @returns {Scenario}
 */
export function randomOrders(random) {
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  const chance = (/** @type {number} */ share) => random() < share;
  /** @template T @param {readonly T[]} items @returns {T} */
  const pick = (items) => /** @type {T} */ (items[below(items.length)]);

  const hard = chance(0.5);
  /** @type {readonly LockType[]} */
  const types = hard
    ? pick([
        ['raw_spinlock'],
        ['percpu_rwsem', 'completion'],
        ['raw_spinlock', 'percpu_rwsem', 'completion', 'active_ref'],
      ])
    : pick([['spinlock'], ['rwlock'], ['spinlock', 'rwlock'], ['rwlock', 'completion', 'percpu_rwsem']]);
  const mixed = hard && chance(0.4);
  const off = hard || chance(0.3) ? 'irq-off' : 'bh-off';
  const on = off === 'irq-off' ? 'irq-on' : 'bh-on';
  /** @type {Lock[]} */
  const locks = Array.from({ length: 2 + below(3) }, (_, at) => ({
    id: 'ABCD'.charAt(at),
    type: pick(types),
    class: 'abcd'.charAt(at),
    subclass: 0,
  }));
  // Without a circle between them most of the time.
  const consistent = chance(0.75);
  const disorder = chance(0.4);
  const tries = pick([0, 0, 0.15]);
  const safe = new Set(locks.filter(() => chance(0.5)));
  const take = (/** @type {Lock} */ lock) => {
    const reads = ['rwlock', 'percpu_rwsem', 'active_ref', 'completion'].includes(lock.type);
    const mode = reads ? pick(/** @type {const} */ (['write', 'read', 'recursive-read'])) : 'write';
    return /** @type {Step} */ ({ op: 'acquire', lock: lock.id, mode, try: chance(tries) });
  };
  /** @type {Thread[]} */
  const threads = Array.from({ length: 3 + below(4) }, (_, at) => {
    const nest = chance(0.4) ? 1 : 2 + below(2);
    const chosen = [...locks].sort(() => random() - 0.5).slice(0, nest);
    const nested = consistent ? locks.filter((lock) => chosen.includes(lock)) : chosen;
    const id = `T${at}`;
    const inIrq = nested.every((lock) => safe.has(lock)) ? chance(0.6) : chance(0.03);
    /** @type {Step[]} */
    const steps = [];
    const switched =
      !inIrq &&
      (nested.length > 1 && !nested.every((lock) => !safe.has(lock))
        ? chance(0.93)
        : safe.has(/** @type {Lock} */ (nested[0])));
    if (switched) steps.push({ op: off });
    steps.push(...nested.map(take));
    const released = disorder ? [...nested].sort(() => random() - 0.5) : nested.toReversed();
    steps.push(...released.map((lock) => /** @type {Step} */ ({ op: 'release', lock: lock.id })));
    if (switched) steps.push({ op: on });
    const irq = hard && !(mixed && chance(0.5)) ? 'hardirq' : 'softirq';
    return { id, context: inIrq ? irq : 'task', steps };
  });
  return { schema: 'lockstep.scenario/1', locks, threads };
}

/** The scenarios of a run, in turn. @param {() => number} random @param {number} at @returns {Scenario} */
function nextScenario(random, at) {
  if (at % 3 === 0) return randomOrders(random);
  return randomScenario(random, at % 6 === 1);
}

/** Scenarios with one thing less: a thread, a lock with all its steps, or one acquisition or switch with its end. @param {Scenario} scenario @returns {Scenario[]} */
function smaller(scenario) {
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

/** The model, as the lab kernel is configured. @returns {Promise<Judge>} */
async function loadModel() {
  const { runnerImport } = await import('vite');
  const file = fileURLToPath(new URL('../shared/lockdep/model/validate.ts', import.meta.url));
  /** @typedef {{ reports: { kind: string, thread: string, step: number }[] }} Validation */
  /** @type {{ module: { validate: (scenario: Scenario, options: { rawNesting: boolean }) => Validation } }} */
  const { module } = await runnerImport(file, { configFile: false, logLevel: 'error' });
  return (scenario) => {
    const report = module.validate(scenario, { rawNesting: true }).reports[0];
    if (!report) return 'none';
    return `${report.kind} T${scenario.threads.findIndex(({ id }) => id === report.thread)} ${report.step}`;
  };
}

/** A cpio archive (newc) of one file, as the kernel unpacks it behind the other one. @param {string} name @param {Buffer} data */
function cpio(name, data) {
  const pad = (/** @type {Buffer} */ bytes) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const entry = (/** @type {string} */ entryName, /** @type {number} */ mode, /** @type {Buffer} */ content) => {
    const fields = [1, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, entryName.length + 1, 0];
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${entryName}\0`;
    return Buffer.concat([pad(Buffer.from(head, 'latin1')), pad(content)]);
  };
  return Buffer.concat([entry(name, 0o100644, data), entry('TRAILER!!!', 0, Buffer.alloc(0))]);
}

/**
 * One boot of the lab that runs these lines.
 * @param {import('./lab/status.mjs').ReadyLab} lab @param {readonly string[]} lines @param {{ kvm?: boolean, cpus?: number }} options
 * @returns {Promise<{ verdicts: Map<number, string>, seconds: number, text: string }>}
 */
async function runInKernel(lab, lines, { kvm = false, cpus = 1 }) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-compare-'));
  try {
    const base = fs.readFileSync(lab.initramfs);
    const initramfs = path.join(dir, 'initramfs');
    const gap = Buffer.alloc(-base.length & 3);
    fs.writeFileSync(initramfs, Buffer.concat([base, gap, cpio('scenarios', Buffer.from(`${lines.join('\n')}\n`))]));
    // One CPU: nobody else has to be stopped. Grace periods are waited for often. At level 0, and only there, a report
    // does not make the console talkative again.
    const append = 'rcupdate.rcu_expedited=1 loglevel=0';
    const session = await LabSession.start({ ...lab, initramfs }, { kvm, cpus, append });
    try {
      await session.boot();
      const began = Date.now();
      const said = await session.run(`cat /scenarios >${FILE}; echo ended $?`, 60 + lines.length);
      if (!said.includes('ended 0')) throw new LabError(`The lab did not run the scenarios:\n${said.slice(-2000)}`);
      const seconds = (Date.now() - began) / 1000;
      const text = await session.run(`cat ${FILE}`, 120);
      /** @type {Map<number, string>} */
      const verdicts = new Map();
      for (const [, number, verdict] of text.matchAll(/^lockstep: scenario (\d+) (.*?)\r?$/gm))
        verdicts.set(Number(number), verdict ?? '');
      return { verdicts, seconds, text };
    } finally {
      await session.stop();
    }
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** Make each disagreement smaller until nothing can be left out. @param {readonly Scenario[]} found @param {Judge} model @param {(lines: readonly string[]) => Promise<Map<number, string>>} kernel */
async function shrink(found, model, kernel) {
  let current = [...found];
  for (let round = 0; round < 25; round++) {
    const candidates = current.flatMap((scenario, of) => smaller(scenario).map((candidate) => ({ of, candidate })));
    const verdicts = await kernel(candidates.map(({ candidate }, at) => encodeScenario(candidate, at)));
    const next = [...current];
    let better = false;
    candidates.forEach(({ of, candidate }, at) => {
      if (next[of] !== current[of] || verdicts.get(at) === model(candidate)) return;
      if (verdicts.get(at)?.startsWith('invalid') !== false) return;
      next[of] = candidate;
      better = true;
    });
    if (!better) break;
    current = next;
  }
  return current;
}

async function main() {
  const args = process.argv.slice(2);
  /** @param {string} name @returns {string | undefined} */
  const option = (name) => {
    const at = args.indexOf(name);
    if (at < 0) return undefined;
    const [, value] = args.splice(at, 2);
    if (value === undefined) throw new LabError(`${name} takes a value`);
    return value;
  };
  /** @param {string} name */
  const flag = (name) => {
    const at = args.indexOf(name);
    if (at >= 0) args.splice(at, 1);
    return at >= 0;
  };
  const count = Number(option('--count') ?? 2000);
  const seed = Number(option('--seed') ?? 1);
  const cpus = Number(option('--cpus') ?? 1);
  const wantedKernel = option('--kernel') ?? '6.12';
  const keep = option('--keep');
  const kernel = LAB_KERNELS.find((known) => known === wantedKernel);
  const wantsKvm = flag('--kvm');
  const noShrink = flag('--no-shrink');
  if (!kernel) throw new LabError(`--kernel takes ${LAB_KERNELS.join(' or ')}`);
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed))
    throw new LabError('--count and --seed take whole numbers');
  const unknown = args.find((arg) => arg.startsWith('-'));
  if (unknown) throw new LabError(`Unknown argument ${unknown}`);

  const lab = labStatus({ kernel });
  if (!isReady(lab)) throw new LabError(`The lab is not built: node scripts/lab-build.mjs --kernel ${kernel}`);
  const kvm = wantsKvm && (await kvmWorks(lab));

  const model = await loadModel();
  const random = randomNumbers(seed);
  /** @type {Scenario[]} */
  const scenarios =
    args.length > 0
      ? args.map((file) => JSON.parse(fs.readFileSync(file, 'utf8')))
      : Array.from({ length: count }, (_, at) => nextScenario(random, at));
  const lines = scenarios.map(encodeScenario);
  const { verdicts, seconds, text } = await runInKernel(lab, lines, { kvm, cpus });
  if (keep) {
    fs.mkdirSync(keep, { recursive: true });
    fs.writeFileSync(path.join(keep, 'scenarios.txt'), `${lines.join('\n')}\n`);
    fs.writeFileSync(path.join(keep, 'verdicts.txt'), text.replaceAll('\r', ''));
  }

  /** @type {Map<string, number>} */
  const kinds = new Map();
  /** @type {Scenario[]} */
  const differing = [];
  let missing = 0;
  scenarios.forEach((scenario, at) => {
    const verdict = verdicts.get(at);
    if (verdict === undefined) missing++;
    const kind = verdict?.split(' ')[0] ?? 'no verdict';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (verdict !== model(scenario)) differing.push(scenario);
  });
  console.log(
    `Linux ${lab.version}, seed ${seed}: ${scenarios.length} scenarios in ${seconds.toFixed(1)} s, ${differing.length} disagreements`,
  );
  for (const [kind, times] of [...kinds].sort(([, a], [, b]) => b - a))
    console.log(`  ${String(times).padStart(6)}  ${kind}`);
  if (missing > 0) console.log(`${missing} without a verdict`);

  const shown = differing.slice(0, 12);
  const small =
    noShrink || missing > 0
      ? shown
      : await shrink(shown, model, async (batch) => (await runInKernel(lab, batch, { kvm, cpus })).verdicts);
  const again = small.length > 0 ? await runInKernel(lab, small.map(encodeScenario), { kvm, cpus }) : undefined;
  const seen = new Set();
  small.forEach((scenario, at) => {
    const line = encodeScenario(scenario, 0).slice(2);
    if (seen.has(line)) return;
    seen.add(line);
    console.log(`\n${line}\n  kernel ${again?.verdicts.get(at) ?? 'no verdict'}\n  model  ${model(scenario)}`);
  });
  process.exitCode = differing.length === 0 && missing === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('lab-compare.mjs')) {
  main().catch((error) => {
    console.error(error instanceof LabError ? `lab-compare: ${error.message}` : error);
    process.exitCode = 1;
  });
}
