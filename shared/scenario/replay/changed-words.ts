/** What a step changed, in one sentence. */
import { blockersOf, members, pointOf, viewOf, type MachineState } from '../machine.ts';
import type { Machine, RunnableScenario } from '../machine/points.ts';
import { anyHelps } from '../machine/stuck.ts';
import type { ReplayAction, ReplayState } from './replay-state.ts';

export function tell(
  machine: Machine,
  before: ReplayState,
  after: MachineState,
  index: number,
  action: ReplayAction,
): string {
  const { scenario } = before;
  const who = machine.threads[index]!.id;
  if (action.kind === 'interrupt') {
    const what = machine.threads[index]!.context === 'hardirq' ? 'hard interrupt' : 'soft interrupt';
    return action.on === undefined
      ? `${who}: the ${what} comes on an idle CPU.`
      : before.threads.find(({ id }) => id === action.on)?.done
        ? `${who}: the ${what} comes on ${action.on}’s CPU, which is idle.`
        : `${who}: the ${what} comes on ${action.on}’s CPU; ${action.on} stands still until it has returned.`;
  }
  const what = scenario.threads[index]!.steps[action.step];
  const ended = pointOf(machine, before.machine, index);
  if (!what && ended.lock !== -1) return `${who} ends and lets go of ${scenario.locks[ended.lock]!.id}.`;
  const lock = what && 'lock' in what ? scenario.locks.find((candidate) => candidate.id === what.lock) : undefined;
  if (!what || !lock) return `${who}: ${localWords(what?.op)}.`;
  const verbs = verbsOf(lock);
  if (action.kind === 'wait') {
    const names = members(blockersOf(machine, after, index)).map((other) =>
      other === index ? `${who} itself` : machine.threads[other]!.id,
    );
    return `${who} ${verbs.waits} ${lock.id}${why(machine, after, index, names)}.`;
  }
  if (action.kind === 'fail') return `${who} does not get ${lock.id} and goes on without it.`;
  const had = (before.waiting & (1 << index)) !== 0;
  if (what.op === 'acquire') {
    const reading = what.mode === 'write' || lock.type === 'completion' ? '' : ' for reading';
    return lock.type === 'completion' || (lock.type === 'active_ref' && what.mode !== 'write')
      ? `${who} enters ${lock.id}.`
      : `${who} ${had ? 'gets' : 'takes'} ${lock.id}${reading}.`;
  }
  if (what.op === 'release') return `${who} ${lock.type === 'completion' ? 'leaves' : 'releases'} ${lock.id}.`;
  if (what.op === 'wait') return `${who} finds ${lock.id} over and goes on.`;
  return `${who} completes ${lock.id}.`;
}

function verbsOf(lock: RunnableScenario['locks'][number]): { waits: string } {
  if ('verbs' in lock) return lock.verbs as { waits: string };
  return { waits: lock.type === 'completion' ? 'waits for the end of' : 'waits for' };
}

function why(machine: Machine, state: MachineState, index: number, names: readonly string[]): string {
  const point = pointOf(machine, state, index);
  const list = names.join(', ');
  if (anyHelps(machine, state, index))
    return names[0]?.endsWith(' itself') ? ', which nobody is left to complete' : `, which ${list} could complete`;
  const view = viewOf(machine, state, point.lock, index);
  const holders = view.writers | view.readers;
  if ((holders & blockersOf(machine, state, index)) !== 0) {
    const inside =
      machine.families[point.lock]!.type === 'completion' || machine.families[point.lock]!.type === 'active_ref';
    return inside ? `; inside: ${list}` : `; held by ${list}`;
  }
  return `, behind ${list}, who waits to write`;
}

function localWords(op: string | undefined): string {
  switch (op) {
    case 'irq-off':
      return 'switches interrupts off';
    case 'irq-on':
      return 'switches interrupts on';
    case 'bh-off':
      return 'switches bottom halves off';
    case 'bh-on':
      return 'switches bottom halves on';
    default:
      return 'goes on';
  }
}
