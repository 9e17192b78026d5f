import {
  ChevronLeft,
  ChevronRight,
  NotebookPen,
  Pause,
  Play,
  SkipBack,
  SkipForward,
  Table2,
  TriangleAlert,
} from 'lucide-react';
import type { PrintedTable } from '../../shared/scenario/printed-table.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { Stepper } from './use-stepper.ts';

interface ReplayControlsProps {
  readonly stepper: Stepper;
  /** What the current step changed, for the scrubber's value. */
  readonly words: string;
  /** Only icons, except for what the table says. */
  readonly isNarrow: boolean;
  readonly printed: PrintedTable | undefined;
  readonly showsTable: boolean;
  readonly onToggleTable: () => void;
  /** Absent: there is nothing a notebook could keep. */
  readonly onAddStep?: (() => void) | undefined;
}

/** First, back, the scrubber, forward, last, play. */
export function ReplayControls({
  stepper,
  words,
  isNarrow,
  printed,
  showsTable,
  onToggleTable,
  onAddStep,
}: ReplayControlsProps) {
  const { step, last, playing, goTo, togglePlay } = stepper;
  return (
    <div className="replay-controls" role="toolbar" aria-label="Replay">
      <IconButton
        label="To the beginning"
        keys="Home"
        icon={<SkipBack />}
        isDisabled={step === 0}
        onPress={() => goTo(0)}
      />
      <IconButton
        label="Step back"
        keys="Shift+F10"
        icon={<ChevronLeft />}
        isDisabled={step === 0}
        onPress={() => goTo(step - 1)}
      />
      <span className="replay-count numbers" role="status">
        step {step}/{last}
      </span>
      <IconButton
        label="Step forward"
        keys="F10"
        icon={<ChevronRight />}
        isDisabled={step === last}
        onPress={() => goTo(step + 1)}
      />
      <IconButton
        label="To the end"
        keys="End"
        icon={<SkipForward />}
        isDisabled={step === last}
        onPress={() => goTo(last)}
      />
      <IconButton
        label={playing ? 'Pause' : 'Play'}
        keys="Space"
        icon={playing ? <Pause /> : <Play />}
        onPress={togglePlay}
      />
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
      <span className="replay-spacer" />
      {printed !== undefined && (
        <Button
          variant="quiet"
          icon={printed.deadlocksByItself ? <Table2 aria-hidden /> : <TriangleAlert aria-hidden />}
          isPressed={showsTable}
          onPress={onToggleTable}
        >
          {printed.deadlocksByItself ? 'As printed' : 'As printed: no deadlock'}
        </Button>
      )}
      {onAddStep !== undefined &&
        (isNarrow ? (
          <IconButton label="Add this step to notebook" icon={<NotebookPen />} onPress={onAddStep} />
        ) : (
          <Button variant="quiet" icon={<NotebookPen aria-hidden />} onPress={onAddStep}>
            Add step to notebook
          </Button>
        ))}
    </div>
  );
}
