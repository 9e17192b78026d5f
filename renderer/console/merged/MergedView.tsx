import { AlarmClock, AlignStartVertical, Layers } from 'lucide-react';
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../../../shared/notebook/place.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { amend, go } from '../../app/navigation.ts';
import { useWorkbench } from '../../app/store.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { plural } from '../../ui/words.ts';
import { filterCommands } from '../filter/filter-commands.ts';
import { filterKeyOfAll } from '../filter/filter-rules.ts';
import { FilterBar } from '../filter/FilterBar.tsx';
import { FilterButtons } from '../filter/FilterButtons.tsx';
import { useLensOf } from '../filter/use-lens.ts';
import { LogToolbar } from '../LogToolbar.tsx';
import { GoToTime } from '../several/GoToTime.tsx';
import { SeveralHeader } from '../several/SeveralHeader.tsx';
import { SearchButton, SeveralSearchBar } from '../several/SeveralSearchBar.tsx';
import { tell } from '../several/tell.ts';
import { tintOf } from '../several/tints.ts';
import { useSearches } from '../several/use-searches.ts';
import { useSeveral } from '../several/use-several.ts';
import { useSteps, type Direction } from '../several/use-steps.ts';
import { StateMark } from '../StateMark.tsx';
import { isReadOnce, stateWord } from '../state-words.ts';
import { lineUp } from './line-up.ts';
import type { MergedAt, MergedLog } from './merged-log.ts';
import { nextFound } from './merged-search.ts';
import { setShifts, toggleHidden, useMergedState } from './merged-state.ts';
import { MergedList } from './MergedList.tsx';

/** Milliseconds as "+1.250 s". */
const shiftWords = (shift: number): string => `${shift < 0 ? '−' : '+'}${(Math.abs(shift) / 1000).toFixed(3)} s`;
/** The merged order is that of arrival, which is therefore always told. */
const ALWAYS_THERE = ['arrival'] as const;
const NO_IDS: readonly string[] = [];

/** Several consoles as one list in the order in which their lines arrived. */
export function MergedView({ place }: { readonly place: Extract<Place, { at: 'merged' }> }) {
  const { consoleIds, time } = place;
  const { consoles, missing } = useSeveral(consoleIds);
  const reports = useWorkbench((state) => state.reports);
  const { hidden, shifts } = useMergedState();
  const [untimed, setUntimed] = useState(NO_IDS);
  const [isAsking, setIsAsking] = useState(false);
  const isLinedUp = consoles.some(({ console }) => (shifts[console.id] ?? 0) !== 0);
  const all = useMemo(
    () =>
      new Map(
        consoles.map(({ console, index }) => [console.id, { console, index, shift: shifts[console.id] ?? 0 }] as const),
      ),
    [consoles, shifts],
  );
  const shown = [...all.values()].filter(({ console }) => !hidden.has(console.id));
  const ids = shown.map(({ console }) => console.id);
  const searches = useSearches(ids);
  const { byConsole } = searches;
  const at = useRef<MergedAt>(undefined);
  const onAt = useCallback((now: MergedAt) => void (at.current = now), []);
  const latest = useRef(shown);
  useLayoutEffect(() => {
    latest.current = shown;
  });
  const nextOf = useCallback(
    async (direction: Direction) => {
      if (at.current === undefined) return undefined;
      const merged = latest.current.map(({ console, shift }) => ({ id: console.id, shift }));
      const linesOf = (id: string) => latest.current.find(({ console }) => console.id === id)?.console.lines ?? 1;
      const found = await nextFound(merged, byConsole, at.current, linesOf, direction);
      return found === undefined ? undefined : { at: found };
    },
    [byConsole],
  );
  const { search, step, target: goTo } = useSteps('merged', searches, nextOf);
  const alignOrNot = useCallback(() => {
    if (isLinedUp) setShifts({});
    else lineUp(consoles.map(({ console }) => console)).then(setShifts, tell);
  }, [isLinedUp, consoles]);
  const filter = useLensOf(filterKeyOfAll(consoles.map(({ console }) => console)));
  const { isOn, collapses, setOn, setCollapses } = filter;
  const [list, setList] = useState<MergedLog>();
  /** How often the filter was asked for. */
  const [filterAsked, setFilterAsked] = useState(0);
  // Who only switches it on again goes on reading.
  if (!isOn && filterAsked > 0) setFilterAsked(0);
  const askForRule = useCallback(() => setFilterAsked((times) => times + 1), []);
  const switchFilter = useCallback(
    (next: boolean) => {
      setOn(next);
      if (next) askForRule();
    },
    [setOn, askForRule],
  );
  const commands = useMemo(
    (): readonly Command[] => [
      { id: 'merged.time', group: 'Console', title: 'Go to time …', keys: ['Ctrl+G'], run: () => setIsAsking(true) },
      {
        id: 'merged.lineUp',
        group: 'Console',
        title: isLinedUp ? 'Merge by arrival again' : 'Line up the kernels’ clocks',
        run: alignOrNot,
      },
      ...filterCommands({
        owner: 'merged',
        what: 'these logs',
        ...{ isOn, collapses, setOn, setCollapses },
        ask: askForRule,
      }),
    ],
    [alignOrNot, isLinedUp, isOn, collapses, setOn, setCollapses, askForRule],
  );
  useCommands('merged', commands);
  const readOnce = shown.filter(({ console }) => isReadOnce(console));
  return (
    <section className="several-view" aria-label="Merged logs">
      <SeveralHeader kind="merged" consoleIds={consoleIds} missing={missing}>
        <LogToolbar without={ALWAYS_THERE} />
        <FilterButtons
          what="these logs"
          isCollapsing={collapses}
          onCollapse={setCollapses}
          isFiltering={isOn}
          onFilter={switchFilter}
        />
        <SearchButton search={search} />
        <IconButton
          label={isLinedUp ? 'Merge by arrival again' : 'Line up the kernels’ clocks'}
          icon={<AlignStartVertical />}
          isPressed={isLinedUp}
          onPress={alignOrNot}
        />
        <IconButton label="Go to time" keys="Ctrl+G" icon={<AlarmClock />} onPress={() => setIsAsking(true)} />
      </SeveralHeader>
      <SeveralSearchBar searches={searches} search={search} consoles={ids.length} onStep={step} />
      {isOn && (
        <FilterBar
          filterKey={filter.key}
          what="these logs"
          lines={shown.reduce((total, { console }) => total + console.lines, 0)}
          list={list}
          asked={filterAsked}
          onClose={() => setOn(false)}
        />
      )}
      <div className="several-chips" role="group" aria-label="Consoles that are merged">
        {consoles.map(({ console, index }) => (
          <button
            key={console.id}
            type="button"
            className="several-chip"
            aria-pressed={!hidden.has(console.id)}
            title={`${console.name}: ${stateWord(console)}, ${plural(console.lines, 'line')}. Click to take it out or in.`}
            style={{ ['--caller-hue' as string]: tintOf(index) }}
            onClick={() => toggleHidden(console.id)}
          >
            <span className="several-tint" aria-hidden />
            <StateMark state={console.state} />
            <span className="ellipsis">{console.name}</span>
            {(shifts[console.id] ?? 0) !== 0 && (
              <span className="numbers soft">{shiftWords(shifts[console.id] ?? 0)}</span>
            )}
          </button>
        ))}
      </div>
      {(untimed.length > 0 || readOnce.length > 0 || isLinedUp) && (
        <div className="several-notes several-note-box" role="status">
          {isLinedUp && (
            <p>Lined up by the kernels’ clocks: each console’s times are moved by what stands beside its name.</p>
          )}
          {untimed.map((id) => (
            <p key={id}>
              {consoles.find(({ console }) => console.id === id)?.console.name ?? id} is left out: nothing says when its
              lines arrived.
            </p>
          ))}
          {readOnce.length > 0 && (
            <p>
              {readOnce.map(({ console }) => console.name).join(', ')}: read from a file, so its lines stand where it
              was read, not where they were printed.
            </p>
          )}
        </div>
      )}
      <div className="several-body">
        {shown.length === 0 ? (
          <EmptyState icon={<Layers aria-hidden />} title="Nothing is merged">
            {consoles.length === 0
              ? 'None of these consoles is open.'
              : 'All consoles are taken out; click on one above to take it in again.'}
          </EmptyState>
        ) : (
          <MergedList
            shown={shown}
            all={all}
            reports={reports}
            time={time}
            searches={byConsole}
            goTo={goTo}
            onAt={onAt}
            onUntimed={setUntimed}
            lens={filter.lens}
            onList={setList}
            onWithoutFilter={isOn ? () => setOn(false) : undefined}
            onOnlyCaller={filter.onlyCaller}
          />
        )}
      </div>
      <GoToTime
        consoles={consoles.map(({ console }) => console)}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onGo={(wanted) => (time === undefined ? go : amend)({ ...place, time: wanted })}
      />
    </section>
  );
}
