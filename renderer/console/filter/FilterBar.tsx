import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { callersOf } from '../../../shared/console-log/caller-words.ts';
import type { LeastSeverity, ViewStatus } from '../../../shared/contract/ipc.ts';
import { Choice } from '../../ui/Choice.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import './filter.css';
import { changeFilter, hasRules, useFilter, type FilterRule } from './filter-rules.ts';
import { NewRule } from './NewRule.tsx';
import { RuleChip } from './RuleChip.tsx';

/** How much of what is filtered passes, as far as it was looked at. */
export type FilterStatus = Pick<ViewStatus, 'state' | 'passed' | 'lines' | 'searchedBytes' | 'bytes' | 'problem'>;

/** What is filtered: the list of one log, or of several. */
export interface Filtered {
  readonly subscribe: (listener: () => void) => () => void;
  readonly version: () => number;
  /** Undefined while nothing is filtered. */
  readonly status: FilterStatus | undefined;
  /** Why the filter can't be. */
  readonly error: string | undefined;
}

interface FilterBarProps {
  readonly filterKey: string;
  /** Of what is filtered: "this log". */
  readonly what?: string;
  /** Lines of all of it. */
  readonly lines: number;
  readonly list: Filtered | undefined;
  /** Asked for again while open: counts up, and the field takes the focus. */
  readonly asked: number;
  /** Switches the filter off. */
  readonly onClose: () => void;
}

const LEAST: readonly { readonly value: LeastSeverity | 'all'; readonly title: string }[] = [
  { value: 'all', title: 'All' },
  { value: 'warning', title: 'Warnings' },
  { value: 'error', title: 'Errors' },
  { value: 'critical', title: 'Critical' },
];

const never = (): (() => void) => () => undefined;

/** What is shown of the log: rules, severity, callers; and how much that is. */
export function FilterBar({ filterKey, what = 'this log', lines, list, asked, onClose }: FilterBarProps) {
  const filter = useFilter(filterKey);
  useSyncExternalStore(list?.subscribe ?? never, () => list?.version() ?? 0);
  const status = list?.status;
  const unknown = callersOf(filter.callers).unknown;
  const problem =
    list?.error ??
    (status?.problem && `${status.problem.message} ${status.problem.hint ?? ''}`) ??
    (unknown.length > 0
      ? `“${unknown[0]!}” is no caller: a caller is T42 (a task), C0 (a CPU) or insmod/42.`
      : undefined);
  const words = (): string => {
    if (!hasRules(filter) || status === undefined || list === undefined) return plural(lines, 'line');
    const shown = `${count(status.passed)} of ${plural(status.lines, 'line')}`;
    if (status.state !== 'working' || status.bytes === 0) return shown;
    return `${shown} · ${Math.floor((status.searchedBytes / status.bytes) * 100)} %`;
  };
  return (
    <section className="filter-bar" aria-label={`Filter of ${what}`}>
      <div className="filter-top">
        <div className="filter-line">
          <NewRule filterKey={filterKey} rules={filter.rules} asked={asked} />
          <span className="filter-words numbers" role="status">
            {words()}
          </span>
        </div>
        <IconButton
          className="filter-close"
          label="Switch the filter off"
          keys="Ctrl+Shift+F"
          icon={<X />}
          onPress={onClose}
        />
      </div>
      <div className="filter-line">
        <Choice
          label="Lines at least as bad as"
          options={LEAST}
          value={filter.least ?? 'all'}
          onChange={(least) => changeFilter(filterKey, { least: least === 'all' ? undefined : least })}
        />
        <input
          className="input machine filter-callers"
          type="text"
          aria-label="Only what these callers printed"
          title="Only what these callers printed: T42 or insmod/42 (tasks), C0 (CPUs), with blanks between"
          placeholder="Callers: T42 C0"
          spellCheck={false}
          autoComplete="off"
          maxLength={1000}
          value={filter.callers}
          onChange={(event) => changeFilter(filterKey, { callers: event.target.value })}
        />
        {filter.rules.length > 0 && (
          <ul className="filter-rules" aria-label="Rules of this filter">
            {filter.rules.map((rule, index) => (
              <RuleChip
                key={index}
                rule={rule}
                isAlternative={rule.keep === 'only' && filter.rules.slice(0, index).some(isOnlyAndOn)}
                onChange={(next) => changeFilter(filterKey, { rules: withRule(filter.rules, index, next) })}
              />
            ))}
          </ul>
        )}
      </div>
      {problem !== undefined && (
        <p className="filter-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

/** The rules with one of them changed, or taken away. */
const withRule = (rules: readonly FilterRule[], index: number, next: FilterRule | undefined): FilterRule[] =>
  rules.flatMap((rule, at) => (at !== index ? [rule] : next === undefined ? [] : [next]));

const isOnlyAndOn = ({ keep, isOn }: FilterRule): boolean => keep === 'only' && isOn;
