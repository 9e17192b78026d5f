import { ChevronLeft, ChevronRight, Pause, Play, SkipBack, SkipForward } from 'lucide-react';
import { memo } from 'react';
import { runCommand } from '../app/commands.ts';
import { Select } from '../scenario/Select.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { DEFAULT_PAUSE, setSpeed, SPEEDS, speedWords, usePause } from './play-speed.ts';
import type { Stepper } from './use-stepper.ts';

interface ReplayControlsProps {
  readonly stepper: Stepper;
  /** What the current step changed, for the scrubber's value. */
  readonly words: string;
  /** Steps at which a breakpoint happens: marked on the scrubber. */
  readonly stops: readonly number[];
}

// Made once, so that a step draws only the buttons that change.
const ICONS = {
  first: <SkipBack />,
  back: <ChevronLeft />,
  forward: <ChevronRight />,
  last: <SkipForward />,
  play: <Play />,
  pause: <Pause />,
} as const;
const DO = {
  first: () => void runCommand('replay.first'),
  back: () => void runCommand('replay.back'),
  forward: () => void runCommand('replay.forward'),
  last: () => void runCommand('replay.last'),
  play: () => void runCommand('replay.play'),
} as const;

/** First, back, forward, last, play and its speed, the scrubber. */
export function ReplayControls({ stepper, words, stops }: ReplayControlsProps) {
  const { step, last, playing, goTo } = stepper;
  return (
    <div className="replay-controls" role="toolbar" aria-label="Replay">
      <IconButton label="To the beginning" keys="Home" icon={ICONS.first} isDisabled={step === 0} onPress={DO.first} />
      <IconButton label="Step back" keys="Shift+F10" icon={ICONS.back} isDisabled={step === 0} onPress={DO.back} />
      <span className="replay-count numbers" role="status">
        step {step}/{last}
      </span>
      <IconButton
        label="Step forward"
        keys="F10"
        icon={ICONS.forward}
        isDisabled={step === last}
        onPress={DO.forward}
      />
      <IconButton label="To the end" keys="End" icon={ICONS.last} isDisabled={step === last} onPress={DO.last} />
      <IconButton
        label={playing ? 'Pause' : 'Play'}
        keys="Space"
        icon={playing ? ICONS.pause : ICONS.play}
        onPress={DO.play}
      />
      <Speed />
      <span className="replay-scrubber-box">
        <Stops stops={stops} last={last} />
        <input
          type="range"
          className="replay-scrubber"
          aria-label="Step of the replay"
          aria-valuetext={`step ${step} of ${last}: ${words}`}
          min={0}
          max={last}
          step={1}
          value={step}
          onChange={(event) => goTo(Number(event.currentTarget.value))}
        />
      </span>
    </div>
  );
}

/** Where breakpoints happen, on the scrubber. */
const Stops = memo(function Stops({ stops, last }: { readonly stops: readonly number[]; readonly last: number }) {
  return stops.map((stop) => (
    <span
      key={stop}
      className="replay-stop"
      aria-hidden
      style={{ left: `calc(6px + (100% - 12px) * ${last === 0 ? 0 : stop / last})` }}
    />
  ));
});

const Speed = memo(function Speed() {
  const pause = usePause();
  const known = SPEEDS.some((speed) => Math.round(DEFAULT_PAUSE / speed) === pause);
  const options = [
    ...(known ? [] : [{ value: 'own', title: speedWords(pause), isDisabled: true }]),
    ...SPEEDS.map((speed) => ({ value: String(speed), title: `${speed}×` })),
  ];
  return (
    <span className="replay-speed" title="Speed of Play (< and >)">
      <Select
        label="Speed of Play"
        value={known ? String(SPEEDS.find((speed) => Math.round(DEFAULT_PAUSE / speed) === pause)) : 'own'}
        options={options}
        onChange={(value) => setSpeed(Number(value))}
      />
    </span>
  );
});
