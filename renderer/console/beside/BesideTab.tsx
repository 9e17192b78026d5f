import { X } from 'lucide-react';
import type { IDockviewPanelHeaderProps } from 'dockview-react';
import { useWorkbench } from '../../app/store.ts';
import { nameWithPart } from '../part-words.ts';
import type { PaneParams } from './beside-layout.ts';

/** The name of a pane's console, and the way out. */
export function BesideTab({ params, api }: IDockviewPanelHeaderProps<PaneParams>) {
  const name = useWorkbench(({ consoles }) => {
    const console = consoles.find(({ id }) => id === params.consoleId);
    return console && nameWithPart(consoles, console);
  });
  const words = `${name ?? params.consoleId}${params.shown === 'terminal' ? ' · terminal' : ''}`;
  return (
    <div className="beside-tab" title={words}>
      <span className="ellipsis">{words}</span>
      <button
        type="button"
        aria-label={`Close ${words}`}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => api.close()}
      >
        <X aria-hidden />
      </button>
    </div>
  );
}
