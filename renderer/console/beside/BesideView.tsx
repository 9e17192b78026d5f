import type { DockviewApi } from 'dockview-react';
import { AlarmClock, LayoutGrid, Link2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { partsBefore } from '../../../shared/console-log/parts.ts';
import { lineNumber } from '../../../shared/contract/units.ts';
import type { Place } from '../../../shared/notebook/place.ts';
import { call } from '../../app/bridge.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { amend, currentPlace, go } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';
import { Dock } from '../../ui/Dock.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { LogToolbar } from '../LogToolbar.tsx';
import { GoToTime } from '../several/GoToTime.tsx';
import { SeveralHeader } from '../several/SeveralHeader.tsx';
import { SearchButton, SeveralSearchBar } from '../several/SeveralSearchBar.tsx';
import { useSearches } from '../several/use-searches.ts';
import { useSeveral } from '../several/use-several.ts';
import { useSteps, type Direction } from '../several/use-steps.ts';
import { adapt, arrange, consolesIn, keepLayout, layoutOf, restoreLayout } from './beside-layout.ts';
import { BesideSearch, type PaneSearch } from './beside-search.ts';
import { BesideTime } from './beside-time.ts';
import './beside.css';
import { BesidePane } from './BesidePane.tsx';
import { BesideTab } from './BesideTab.tsx';
import { toggleLinked, useLinked } from './linked.ts';

const COMPONENTS = { pane: BesidePane };

/** The consoles that still have a pane become the place. */
function followPanes(api: DockviewApi): void {
  const left = consolesIn(api);
  const place = currentPlace();
  if (place.at !== 'beside' || left.length === place.consoleIds.length) return;
  const [only] = place.consoleIds;
  if (left.length > 0) go({ ...place, consoleIds: left });
  else if (only !== undefined) go({ at: 'console', consoleId: only });
}

/** Several consoles beside each other, docked and split as the user likes; the arrangement is kept for these consoles. */
export function BesideView({ place }: { readonly place: Extract<Place, { at: 'beside' }> }) {
  const { consoleIds, time } = place;
  const { consoles, missing } = useSeveral(consoleIds);
  const isLinked = useLinked((state) => state.isOn);
  const [isAsking, setIsAsking] = useState(false);
  const api = useRef<DockviewApi>(undefined);
  const frame = useRef<HTMLDivElement>(null);
  const shape = consoles.map(({ console }) => console.id).join(' ');
  const ids = useMemo(() => shape.split(' ').filter((id) => id !== ''), [shape]);
  const arrangeAnew = useCallback(() => {
    if (api.current !== undefined) arrange(api.current, ids, frame.current?.clientWidth ?? 0);
  }, [ids]);

  const searches = useSearches(ids);
  const { byConsole } = searches;
  /** The line each pane is at, by console. */
  const at = useRef(new Map<string, number>());
  const onAt = useCallback((id: string, line: number) => void at.current.set(id, line), []);
  /** On in the pane that was used last; when nothing was found there, in the first where something was. */
  const nextOf = useCallback(
    async (direction: Direction): Promise<PaneSearch['target']> => {
      const { leader } = useLinked.getState();
      const found = ids.filter((id) => (byConsole.get(id)?.found ?? 0) > 0);
      const consoleId = found.find((id) => id === leader) ?? found[0];
      const searchId = consoleId && byConsole.get(consoleId)?.searchId;
      if (consoleId === undefined || searchId === undefined) return undefined;
      const from = lineNumber(Math.max(1, at.current.get(consoleId) ?? 1));
      const { line } = await call('search.near', { searchId, line: from, direction });
      return line === undefined ? undefined : { consoleId, line };
    },
    [ids, byConsole],
  );
  const { search, step, target, forget } = useSteps('beside', searches, nextOf);
  const paneSearch = useMemo<PaneSearch>(() => ({ byConsole, target, onAt }), [byConsole, target, onAt]);

  const onReady = (ready: DockviewApi) => {
    api.current = ready;
    if (!restoreLayout(ready, ids)) arrangeAnew();
    ready.onDidRemovePanel(() => {
      // Moving a pane takes it out and puts it in again; only what is gone afterwards was closed.
      setTimeout(() => followPanes(ready), 0);
    });
  };
  useEffect(() => {
    const { consoles: all } = useWorkbench.getState();
    const earlierParts = (wanted: string): readonly string[] => {
      const console = all.find(({ id }) => id === wanted);
      return console === undefined ? [] : partsBefore(all, console);
    };
    if (api.current !== undefined) adapt(api.current, ids, earlierParts);
  }, [ids]);
  useEffect(
    () => () => {
      api.current = undefined;
    },
    [],
  );
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'beside.linked',
        group: 'Console',
        title: isLinked ? 'Scroll each console by itself' : 'Scroll all consoles to the same time',
        run: toggleLinked,
      },
      { id: 'beside.time', group: 'Console', title: 'Go to time …', keys: ['Ctrl+G'], run: () => setIsAsking(true) },
      { id: 'beside.arrange', group: 'Console', title: 'Arrange the panes anew', run: arrangeAnew },
    ],
    [isLinked, arrangeAnew],
  );
  useCommands('beside', commands);
  return (
    <section className="several-view" aria-label="Logs side by side">
      <SeveralHeader kind="beside" consoleIds={consoleIds} missing={missing}>
        <LogToolbar />
        <SearchButton search={search} />
        <IconButton label="Scroll all to the same time" icon={<Link2 />} isPressed={isLinked} onPress={toggleLinked} />
        <IconButton label="Go to time" keys="Ctrl+G" icon={<AlarmClock />} onPress={() => setIsAsking(true)} />
        <IconButton label="Arrange the panes anew" icon={<LayoutGrid />} onPress={arrangeAnew} />
      </SeveralHeader>
      <SeveralSearchBar searches={searches} search={search} consoles={ids.length} onStep={step} />
      <div className="several-body" ref={frame}>
        <BesideSearch value={paneSearch}>
          <BesideTime value={time}>
            <Dock components={COMPONENTS} tab={BesideTab} onReady={onReady} layoutOf={layoutOf} onKeep={keepLayout} />
          </BesideTime>
        </BesideSearch>
      </div>
      <GoToTime
        consoles={consoles.map(({ console }) => console)}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onGo={(wanted) => {
          forget();
          (time === undefined ? go : amend)({ ...place, time: wanted });
        }}
      />
    </section>
  );
}
