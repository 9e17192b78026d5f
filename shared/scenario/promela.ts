/**
 * A scenario as Promela, for comparing our exploration with Spin (spinroot.com, Debian package `spin`). The rules of the
 * locks are written down a second time here, in counters instead of sets, so that a mistake in one shows in the other.
 * Interrupts are not translated.
 */
import { compile, type Point, type RunnableScenario } from './machine.ts';

/** The model; `spin -a` and its verifier report an invalid end state exactly when a deadlock is reachable. Throws RangeError. */
export function toPromela(scenario: RunnableScenario): string {
  const machine = compile(scenario);
  if (machine.threads.some((thread) => thread.context !== 'task'))
    throw new RangeError('interrupts cannot be translated');
  const names = machine.families.map(
    (family, index) => `/* ${family.type} */ byte w${index}, r${index}, q${index}, c${index}; bit gone${index};`,
  );
  const processes = machine.threads.map((thread, index) => {
    const lines = thread.points.map(
      (point) => `P${point.index}: ${statement(point, machine.families[point.lock]?.type ?? '', machine.entered)}`,
    );
    return `active proctype T${index}() {\n${lines.map((line) => `  ${line}`).join('\n')}\n  done: skip\n}`;
  });
  return [...names, ...processes, ''].join('\n');
}

function statement(point: Point, type: string, entered: number): string {
  const onward = `goto P${point.next}`;
  const n = point.lock;
  const queue = point.announced & (1 << n) && type !== 'active_ref' ? `q${n}--; ` : '';
  switch (point.kind) {
    case 'end':
      return 'goto done;';
    case 'local':
      return `${onward};`;
    case 'announce':
      return type === 'active_ref' ? `gone${n} = 1; ${onward};` : `q${n}++; ${onward};`;
    case 'complete':
      return `c${n}++; ${onward};`;
    case 'wait':
      return entered & (1 << n) ? `(r${n} == 0); ${onward};` : `atomic { (c${n} > 0); c${n}-- }; ${onward};`;
    case 'release':
      return `${letGo(point, type)}; ${onward};`;
    case 'acquire':
    case 'try': {
      const { free, take } = taking(point, type);
      if (point.failed === -1) return `atomic { ${free}; ${queue}${take} }; ${onward};`;
      return `atomic { if :: ${free} -> ${take}; ${onward} :: else -> goto P${point.failed} fi };`;
    }
  }
}

function taking(point: Point, type: string): { free: string; take: string } {
  const n = point.lock;
  if (type === 'completion') return { free: '(true)', take: `r${n}++` };
  if (type === 'active_ref')
    return point.request === 'write'
      ? { free: `(r${n} == 0)`, take: `gone${n} = 1` }
      : { free: `(gone${n} == 0)`, take: `r${n}++` };
  if (point.request === 'write') return { free: `(w${n} == 0 && r${n} == 0)`, take: `w${n} = 1` };
  const queues = !(type === 'rwlock' && point.request === 'recursive-read');
  return { free: queues ? `(w${n} == 0 && q${n} == 0)` : `(w${n} == 0)`, take: `r${n}++` };
}

function letGo(point: Point, type: string): string {
  const n = point.lock;
  const held = point.holds.findLast((each) => each.lock === n);
  if (held?.mode !== 'write') return `r${n}--`;
  return type === 'active_ref' ? 'skip' : `w${n} = 0`;
}
