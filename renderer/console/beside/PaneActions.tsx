import type { DockviewApi } from 'dockview-react';
import { ArrowUpRight, Funnel, ListCollapse, ScrollText, SquareTerminal } from 'lucide-react';
import { memo } from 'react';
import { go } from '../../app/navigation.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { Lens } from '../filter/use-lens.ts';
import { addPane, type PaneKind } from './beside-layout.ts';

interface PaneActionsProps extends Pick<Lens, 'isOn' | 'collapses' | 'setOn' | 'setCollapses'> {
  readonly consoleId: string;
  readonly shown: PaneKind;
  readonly canType: boolean;
  /** A filter was set up where the console is shown alone. */
  readonly hasFilter: boolean;
  readonly containerApi: DockviewApi;
}

const FUNNEL = <Funnel />;
const COLLAPSE = <ListCollapse />;
const LOG = <ScrollText />;
const TERMINAL = <SquareTerminal />;
const ALONE = <ArrowUpRight />;

/** What can be done with a pane; not drawn anew with every line that is printed. Keep its functions the same. */
export const PaneActions = memo(function PaneActions(props: PaneActionsProps) {
  const { consoleId, shown, canType, containerApi, hasFilter, isOn, collapses, setOn, setCollapses } = props;
  const other = shown === 'log' ? 'terminal' : 'log';
  return (
    <span className="beside-actions">
      {shown === 'log' && (
        <>
          {hasFilter && (
            <IconButton
              label={isOn ? 'Show all of its lines' : 'Filter it as where it is shown alone'}
              icon={FUNNEL}
              isPressed={isOn}
              onPress={() => setOn(!isOn)}
            />
          )}
          <IconButton
            label="Show its repeated lines once"
            icon={COLLAPSE}
            isPressed={collapses}
            onPress={() => setCollapses(!collapses)}
          />
        </>
      )}
      {(other === 'log' || canType) && (
        <IconButton
          label={other === 'log' ? 'Its log beside' : 'Its terminal beside'}
          icon={other === 'log' ? LOG : TERMINAL}
          onPress={() =>
            addPane(containerApi, consoleId, other, { referencePanel: `${shown} ${consoleId}`, direction: 'below' })
          }
        />
      )}
      <IconButton label="Show it alone" icon={ALONE} onPress={() => go({ at: 'console', consoleId })} />
    </span>
  );
});
