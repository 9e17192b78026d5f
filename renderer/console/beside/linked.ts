/** Linked scrolling: the pane that the user scrolls takes the others to the same time. */
import { create } from 'zustand';
import { lineNumber } from '../../../shared/contract/units.ts';
import { call } from '../../app/bridge.ts';
import { tell } from '../several/tell.ts';

/** Where a log is asked to be: a line at the top, or following its end. A new object asks anew. */
export type LinkedTo = { readonly line: number } | 'end';

interface Linked {
  readonly isOn: boolean;
  /** Console whose log the user scrolled last. */
  readonly leader: string | undefined;
  /** What the other logs are asked for. */
  readonly asked: Readonly<Record<string, LinkedTo>>;
}

const KEY = 'lockstep.linked-scrolling';

export const useLinked = create<Linked>(() => ({
  isOn: globalThis.localStorage?.getItem(KEY) === 'on',
  leader: undefined,
  asked: {},
}));

export function toggleLinked(): void {
  const isOn = !useLinked.getState().isOn;
  localStorage.setItem(KEY, isOn ? 'on' : 'off');
  useLinked.setState({ isOn, asked: {} });
}

/** The user is about to scroll this one. */
export function lead(consoleId: string): void {
  if (useLinked.getState().leader !== consoleId) useLinked.setState({ leader: consoleId });
}

let isAsking = false;
let next: (() => Promise<void>) | undefined;

/** One question at a time; of those that come meanwhile only the last is asked. */
async function askInTurn(question: () => Promise<void>): Promise<void> {
  next = question;
  if (isAsking) return;
  isAsking = true;
  try {
    while (next !== undefined) {
      const now = next;
      next = undefined;
      await now();
    }
  } catch (error) {
    // A recording without times cannot lead; one message is enough.
    useLinked.setState({ isOn: false });
    tell(error);
  } finally {
    isAsking = false;
  }
}

/** The leader shows this line first: take the others there. */
export function leadTo(leader: string, to: LinkedTo, others: readonly string[]): void {
  const { isOn, leader: current } = useLinked.getState();
  if (!isOn || current !== leader) return;
  const followers = others.filter((id) => id !== leader);
  if (to === 'end') {
    useLinked.setState({ asked: Object.fromEntries(followers.map((id) => [id, 'end' as const])) });
    return;
  }
  const at = { id: leader, line: lineNumber(to.line) };
  void askInTurn(async () => {
    const found = await Promise.all(
      followers.map(async (id) => {
        const { position } = await call('merged.find', { consoles: [{ id }], at });
        return [id, { line: position + 1 }] as const;
      }),
    );
    useLinked.setState({ asked: Object.fromEntries(found) });
  });
}
