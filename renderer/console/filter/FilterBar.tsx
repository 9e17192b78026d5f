import { Eye, EyeOff, Plus, X } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { callersOf } from '../../../shared/console-log/caller-words.ts';
import type { LeastSeverity } from '../../../shared/contract/ipc.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { count, plural } from '../../ui/words.ts';
import type { LogList } from '../log-list.ts';
import { NO_QUERY, QueryField } from '../QueryField.tsx';
import './filter.css';
import { changeFilter, hasRules, useFilter, type FilterRule, type LogFilter } from './filter-rules.ts';

interface FilterBarProps {
  readonly filterKey: string;
  /** Lines of the console. */
  readonly lines: number;
  readonly list: LogList | undefined;
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
export function FilterBar({ filterKey, lines, list, asked, onClose }: FilterBarProps) {
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
    <section className="filter-bar" aria-label="Filter of this log">
      <div className="filter-line">
        <NewRule filterKey={filterKey} filter={filter} asked={asked} />
        <span className="filter-words numbers" role="status">
          {words()}
        </span>
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
              <Rule
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

interface NewRuleProps {
  readonly filterKey: string;
  readonly filter: LogFilter;
  readonly asked: number;
}

/** The text of a rule to add. */
function NewRule({ filterKey, filter, asked }: NewRuleProps) {
  const [query, setQuery] = useState(NO_QUERY);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (asked > 0) input.current?.focus();
  }, [asked]);
  const add = (keep: FilterRule['keep']) => {
    if (query.text === '') return;
    changeFilter(filterKey, { rules: [...filter.rules, { keep, query, isOn: true }].slice(-50) });
    setQuery({ ...query, text: '' });
    input.current?.focus();
  };
  const onKey = (key: string, shift: boolean): boolean => {
    if (key === 'Enter') add(shift ? 'without' : 'only');
    else if (key !== 'Escape') return false;
    else if (query.text === '') document.querySelector<HTMLElement>('.log-scroller')?.focus();
    else setQuery({ ...query, text: '' });
    return true;
  };
  return (
    <>
      <QueryField
        ref={input}
        className="filter-text"
        label="Text of a rule to add"
        query={query}
        onChange={setQuery}
        onKey={onKey}
      />
      <Button isDisabled={query.text === ''} icon={<Plus aria-hidden />} onPress={() => add('only')}>
        Only with
      </Button>
      <Button isDisabled={query.text === ''} icon={<Plus aria-hidden />} onPress={() => add('without')}>
        Without
      </Button>
    </>
  );
}

interface RuleProps {
  readonly rule: FilterRule;
  /** There is another one before it, of which one is enough. */
  readonly isAlternative: boolean;
  /** `undefined`: take it away. */
  readonly onChange: (rule: FilterRule | undefined) => void;
}

function Rule({ rule, isAlternative, onChange }: RuleProps) {
  const { keep, query, isOn } = rule;
  const what = keep === 'without' ? 'without' : isAlternative ? 'or with' : 'only with';
  const kind = query.isRegex ? 'pattern' : 'text';
  return (
    <li className="filter-rule" data-off={!isOn || undefined} data-keep={keep}>
      <button
        type="button"
        className="filter-rule-on"
        aria-pressed={isOn}
        aria-label={`Rule: ${what} ${kind} ${query.text}`}
        title={isOn ? 'Press to switch this rule off' : 'Press to switch this rule on'}
        onClick={() => onChange({ ...rule, isOn: !isOn })}
      >
        {isOn ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        <span className="filter-rule-what">{what}</span>
        <span className="machine ellipsis">{query.isRegex ? `/${query.text}/` : query.text}</span>
        {query.matchCase && <span className="soft">Aa</span>}
      </button>
      <IconButton label={`Remove the rule ${what} ${query.text}`} icon={<X />} onPress={() => onChange(undefined)} />
    </li>
  );
}
