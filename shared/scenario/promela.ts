/**
 * A scenario as Promela, for comparing our exploration with Spin (spinroot.com, Debian package `spin`). The rules of the
 * locks and of the CPUs are written down a second time here, in counters and slots instead of sets and points, so that a
 * mistake in one shows in the other.
 *
 * CPUs: slot t is the CPU of task t, or the idle CPU that interrupt t comes on; `cpu[slot]` is the thread that runs there,
 * `hard[t]` and `soft[t]` whether thread t lets such interrupts in, `at[t]` the slot of interrupt t.
 */
import { compile } from './machine/compile.ts';
import type { CompiledThread, Machine, Point, RunnableScenario } from './machine/points.ts';

/**
 * The model; `spin -a` and its verifier report an invalid end state exactly when a deadlock is reachable. An interrupt
 * that has not come is at a valid end. Throws RangeError for a scenario that `checkScenario` refuses.
 */
export function toPromela(scenario: RunnableScenario): string {
  const machine = compile(scenario);
  const names = machine.families.map(
    (family, index) => `/* ${family.type} */ byte w${index}, r${index}, q${index}, c${index}; bit gone${index};`,
  );
  const interrupts = machine.threads.some(({ context }) => context !== 'task');
  const processes = machine.threads.map((thread, index) => {
    const lines = thread.points.map(
      (point) => `P${point.index}: ${statement(machine, interrupts ? index : -1, thread, point)}`,
    );
    const first = thread.context === 'task' ? [] : [arrival(machine, index)];
    return `active proctype T${index}() {\n${[...first, ...lines].map((line) => `  ${line}`).join('\n')}\n  done: skip\n}`;
  });
  return [...names, ...(interrupts ? cpus(machine) : []), ...processes, ''].join('\n');
}

/** The slots before anything happens; they are set before any process takes a step. */
function cpus({ threads }: Machine): string[] {
  const size = threads.length;
  const start = threads.map(
    ({ context, points }, t) =>
      `cpu[${t}] = ${t}; at[${t}] = ${t}; ${context === 'task' ? letsIn(t, context, points[0]!) : ''}`,
  );
  return [
    `byte cpu[${size}], at[${size}], below[${size}]; bit hard[${size}], soft[${size}], runs[${size}], ready;`,
    `init { atomic { ${start.join(' ')} ready = 1 } }`,
  ];
}

function letsIn(t: number, context: CompiledThread['context'], { kind, flags }: Point): string {
  const idle = kind === 'end';
  const hard = idle || (context !== 'hardirq' && flags.irqsOn);
  const soft = idle || (context === 'task' && flags.irqsOn && flags.bottomHalvesOn);
  return `hard[${t}] = ${hard ? 1 : 0}; soft[${t}] = ${soft ? 1 : 0};`;
}

/** An interrupt waits to come: on a slot whose thread lets it in, or on its own one. */
function arrival({ threads }: Machine, t: number): string {
  const { context, on, points } = threads[t]!;
  const into = context === 'hardirq' ? 'hard' : 'soft';
  const come = (slot: number, when: string): string =>
    `:: atomic { (ready && ${when}) -> below[${t}] = cpu[${slot}]; cpu[${slot}] = ${t}; at[${t}] = ${slot}; ` +
    `runs[${t}] = 1; ${letsIn(t, context, points[0]!)} goto P0 }`;
  const slots = threads.flatMap((other, slot) => {
    const open = `${into}[cpu[${slot}]]`;
    if (on !== -1) return slot === on ? [come(slot, open)] : [];
    if (slot === t) return [come(slot, 'true')];
    if (other.context === 'task') return [come(slot, open)];
    return other.context === 'softirq' ? [come(slot, `runs[${slot}] && at[${slot}] == ${slot} && ${open}`)] : [];
  });
  return `end_pending: if ${slots.join(' ')} fi;`;
}

/** @param t the thread's number; -1 where no CPU matters, as there are no interrupts. */
function statement(machine: Machine, t: number, { context }: CompiledThread, point: Point): string {
  const type = machine.families[point.lock]?.type ?? '';
  const onward = `goto P${point.next}`;
  const n = point.lock;
  const queue = point.announced & (1 << n) && type !== 'active_ref' ? `q${n}--; ` : '';
  const when = t === -1 ? 'true' : `ready && cpu[at[${t}]] == ${t}`;
  const go = (action: string): string => (t === -1 ? `${action};` : `atomic { (${when}) -> ${action} };`);
  switch (point.kind) {
    case 'end': {
      if (t === -1) return 'goto done;';
      return go(
        context === 'task'
          ? `${letsIn(t, context, point)} goto done`
          : `runs[${t}] = 0; cpu[at[${t}]] = below[${t}]; goto done`,
      );
    }
    case 'local':
      return go(t === -1 ? onward : `${letsIn(t, context, machine.threads[t]!.points[point.next]!)} ${onward}`);
    case 'announce':
      return go(type === 'active_ref' ? `gone${n} = 1; ${onward}` : `q${n}++; ${onward}`);
    case 'complete':
      return go(`c${n}++; ${onward}`);
    case 'wait':
      return machine.entered & (1 << n)
        ? `atomic { (${when} && r${n} == 0) -> ${onward} };`
        : `atomic { (${when} && c${n} > 0) -> c${n}--; ${onward} };`;
    case 'release':
      return go(`${letGo(point, type)}; ${onward}`);
    case 'acquire':
    case 'try': {
      const { free, take } = taking(point, type, context !== 'task');
      if (point.failed === -1) return `atomic { (${when} && ${free}) -> ${queue}${take}; ${onward} };`;
      return `atomic { (${when}) -> if :: ${free} -> ${take}; ${onward} :: else -> goto P${point.failed} fi };`;
    }
  }
}

function taking(point: Point, type: string, inInterrupt: boolean): { free: string; take: string } {
  const n = point.lock;
  if (type === 'completion') return { free: '(true)', take: `r${n}++` };
  if (type === 'active_ref')
    return point.request === 'write'
      ? { free: `(r${n} == 0)`, take: `gone${n} = 1` }
      : { free: `(gone${n} == 0)`, take: `r${n}++` };
  if (point.request === 'write') return { free: `(w${n} == 0 && r${n} == 0)`, take: `w${n} = 1` };
  const queues = !(type === 'rwlock' && (inInterrupt || point.request === 'recursive-read'));
  return { free: queues ? `(w${n} == 0 && q${n} == 0)` : `(w${n} == 0)`, take: `r${n}++` };
}

function letGo(point: Point, type: string): string {
  const n = point.lock;
  const held = point.holds.findLast((each) => each.lock === n);
  if (held?.mode !== 'write') return `r${n}--`;
  return type === 'active_ref' ? 'skip' : `w${n} = 0`;
}
