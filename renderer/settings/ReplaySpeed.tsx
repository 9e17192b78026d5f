import { useState } from 'react';
import { saveSettings } from './save-settings.ts';

/** Milliseconds between the steps of a replay that plays; saved when the slider is let go. */
export function ReplaySpeed({ saved }: { readonly saved: number }) {
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? saved;
  const save = () => {
    if (dragged !== undefined && dragged !== saved) saveSettings({ replayStepMilliseconds: dragged });
    setDragged(undefined);
  };
  return (
    <div className="setting-line">
      <input
        type="range"
        className="settings-range"
        aria-label="Time between two steps"
        aria-valuetext={`${shown / 1000} seconds`}
        min={200}
        max={3000}
        step={100}
        value={shown}
        onChange={(event) => setDragged(Number(event.target.value))}
        onPointerUp={save}
        onKeyUp={save}
        onBlur={save}
      />
      <span className="numbers">{(shown / 1000).toFixed(1)} s between two steps</span>
    </div>
  );
}
