/** How fast Play goes: the pause after a step is a setting; here it is a multiple of the usual one. */
import type { Command } from '../app/commands.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem, useWorkbench } from '../app/store.ts';

/** Milliseconds after a step. */
export const DEFAULT_PAUSE = 900;
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

export const usePause = (): number => useWorkbench((state) => state.settings?.replayStepMilliseconds ?? DEFAULT_PAUSE);

const pauseNow = (): number => useWorkbench.getState().settings?.replayStepMilliseconds ?? DEFAULT_PAUSE;

export function setSpeed(speed: number): void {
  call('settings.set', { replayStepMilliseconds: Math.round(DEFAULT_PAUSE / speed) }).then(
    (settings) => useWorkbench.setState({ settings }),
    (error: unknown) => showProblem(problemOf(error)),
  );
}

/** `1×`, `0.5×`; between those when the setting was dragged there. */
export const speedWords = (pause: number): string => `${Number((DEFAULT_PAUSE / pause).toPrecision(2))}×`;

function change(by: 1 | -1): void {
  const now = DEFAULT_PAUSE / pauseNow();
  const next = by === 1 ? SPEEDS.find((speed) => speed > now * 1.01) : SPEEDS.findLast((speed) => speed < now * 0.99);
  if (next !== undefined) setSpeed(next);
}

export const SPEED_COMMANDS: readonly Command[] = [
  { id: 'replay.faster', title: 'Play faster', group: 'Replay', keys: ['>'], run: () => change(1) },
  { id: 'replay.slower', title: 'Play slower', group: 'Replay', keys: ['<'], run: () => change(-1) },
];
