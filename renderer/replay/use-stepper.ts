/** Moving through the states of a replay: by steps, by the scrubber, and by itself. */
import { useEffect, useMemo, useState } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { SPEED_COMMANDS, usePause } from './play-speed.ts';

export interface Stepper {
  /** From 0: nothing has happened yet. */
  readonly step: number;
  readonly last: number;
  readonly playing: boolean;
  readonly goTo: (step: number) => void;
  readonly togglePlay: () => void;
}

/**
 * @param last number of the last step; 0 when there is no replay
 * @param onStep keeps the step (it is part of the place)
 */
export function useStepper(step: number, last: number, onStep: (step: number) => void): Stepper {
  const [wantsToPlay, setPlaying] = useState(false);
  const pause = usePause();
  const playing = wantsToPlay && step < last;

  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => onStep(step + 1), pause);
    return () => clearTimeout(timer);
  }, [playing, step, pause, onStep]);

  const stepper = useMemo<Stepper>(() => {
    const goTo = (wanted: number) => {
      setPlaying(false);
      onStep(Math.max(0, Math.min(last, wanted)));
    };
    const togglePlay = () => {
      if (!playing && step >= last) onStep(0);
      setPlaying(!playing);
    };
    return { step, last, playing, goTo, togglePlay };
  }, [step, last, playing, onStep]);

  const commands = useMemo(() => commandsOf(stepper), [stepper]);
  useCommands('replay', commands);
  useCommands('replay-speed', SPEED_COMMANDS);
  return stepper;
}

function commandsOf({ step, last, playing, goTo, togglePlay }: Stepper): readonly Command[] {
  const group = 'Replay';
  const canGoBack = step > 0;
  const canGoOn = step < last;
  return [
    { id: 'replay.forward', title: 'Step forward', group, keys: ['F10'], run: () => goTo(step + 1), enabled: canGoOn },
    {
      id: 'replay.back',
      title: 'Step back',
      group,
      keys: ['Shift+F10'],
      run: () => goTo(step - 1),
      enabled: canGoBack,
    },
    { id: 'replay.first', title: 'To the beginning', group, keys: ['Home'], run: () => goTo(0), enabled: canGoBack },
    { id: 'replay.last', title: 'To the end', group, keys: ['End'], run: () => goTo(last), enabled: canGoOn },
    {
      id: 'replay.play',
      title: playing ? 'Pause' : 'Play',
      group,
      keys: ['Space'],
      run: togglePlay,
      enabled: last > 0,
    },
  ];
}
