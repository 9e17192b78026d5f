/**
 * What triggers told of on consoles that nobody has looked at since. The desktop is told only while the window is in the
 * background; who works in it sees it here. A report has its row in the inbox and is not told again.
 */
import { create } from 'zustand';
import { triggerWords } from '../../../shared/console-log/trigger-words.ts';
import type { FiredTrigger } from '../../../shared/contract/ipc/triggers.ts';
import type { Place } from '../../../shared/notebook/place.ts';
import { listen } from '../../app/bridge.ts';
import { runCommand } from '../../app/commands.ts';
import { currentPlace } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';
import { visibleText } from '../../ui/visible-text.ts';

/** Kept for a console; more say nothing more. */
const MOST = 20;
const REPORT = triggerWords({ on: 'report' });

type Unseen = Readonly<Record<string, readonly FiredTrigger[]>>;

const useAll = create<{ readonly unseen: Unseen }>(() => ({ unseen: {} }));
const NONE: readonly FiredTrigger[] = [];

/** On a console, the oldest first. */
export const useUnseen = (consoleId: string): readonly FiredTrigger[] =>
  useAll(({ unseen }) => unseen[consoleId] ?? NONE);

/** On any console. */
export const useHasUnseen = (): boolean => useAll(({ unseen }) => Object.keys(unseen).length > 0);

const shows = (place: Place, id: string): boolean =>
  'consoleIds' in place ? place.consoleIds.includes(id) : place.at === 'console' && place.consoleId === id;

/** In words, each once. */
export const unseenWords = (fired: readonly FiredTrigger[]): string =>
  [...new Set(fired.map(({ words }) => visibleText(words)))].join(', ');

/** Go to the first of them on a console, or to the latest of all. */
export function showUnseen(consoleId?: string): void {
  const { unseen } = useAll.getState();
  const all = Object.values(unseen).flat();
  const wanted = consoleId === undefined ? all.toSorted((a, b) => a.at - b.at).at(-1) : unseen[consoleId]?.[0];
  if (wanted === undefined) return;
  runCommand('go.console', wanted.line === undefined ? wanted.consoleId : `${wanted.consoleId} ${wanted.line}`);
}

function heard(news: FiredTrigger): void {
  const { consoleId, words, marks, done } = news;
  const { unseen } = useAll.getState();
  const before = unseen[consoleId] ?? NONE;
  // What was done about it comes as more news of the same.
  const isOld = done !== undefined;
  if (!marks || words === REPORT || isOld || (document.hasFocus() && shows(currentPlace(), consoleId))) return;
  useAll.setState({ unseen: { ...unseen, [consoleId]: [...before, news].slice(-MOST) } });
}

function keep(isKept: (consoleId: string) => boolean): void {
  const { unseen } = useAll.getState();
  const left = Object.entries(unseen).filter(([id]) => isKept(id));
  if (left.length < Object.keys(unseen).length) useAll.setState({ unseen: Object.fromEntries(left) });
}

/** What is on screen now is seen. */
function look(): void {
  if (document.hasFocus()) keep((id) => !shows(currentPlace(), id));
}

/** Listen from now on. */
export function startUnseen(): void {
  listen('trigger.fired', heard);
  listen('console.removed', ({ id: gone }) => keep((id) => id !== gone));
  useWorkbench.subscribe((now, before) => {
    if (now.history !== before.history || now.position !== before.position) look();
  });
  addEventListener('focus', look);
}
