import { Eye, EyeOff, X } from 'lucide-react';
import { IconButton } from '../../ui/IconButton.tsx';
import { blanksOf } from './blanks.ts';
import type { FilterRule } from './filter-rules.ts';

interface RuleChipProps {
  readonly rule: FilterRule;
  /** There is another one before it, of which one is enough. */
  readonly isAlternative: boolean;
  /** `undefined`: take it away. */
  readonly onChange: (rule: FilterRule | undefined) => void;
}

/** A rule of a filter: switched on and off, taken away. Blanks at its ends are shown as marks. */
export function RuleChip({ rule, isAlternative, onChange }: RuleChipProps) {
  const { keep, query, isOn } = rule;
  const what = keep === 'without' ? 'without' : isAlternative ? 'or with' : 'only with';
  const kind = query.isRegex ? 'pattern' : 'text';
  const { before, rest, after, words } = blanksOf(query.text);
  const name = `${what} ${kind} ${query.text}${words === undefined ? '' : `, ${words}`}`;
  const slash = query.isRegex ? '/' : '';
  const press = isOn ? 'Press to switch this rule off' : 'Press to switch this rule on';
  return (
    <li className="filter-rule" data-off={!isOn || undefined} data-keep={keep}>
      <button
        type="button"
        className="filter-rule-on"
        aria-pressed={isOn}
        aria-label={`Rule: ${name}`}
        title={words === undefined ? press : `The ${kind} ${rest === '' ? 'is' : 'is meant'} ${words}. ${press}`}
        onClick={() => onChange({ ...rule, isOn: !isOn })}
      >
        {isOn ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        <span className="filter-rule-what">{what}</span>
        <span className="machine ellipsis">
          {slash}
          {before !== '' && <span className="filter-blank">{before}</span>}
          {rest}
          {after !== '' && <span className="filter-blank">{after}</span>}
          {slash}
        </span>
        {query.matchCase && <span className="soft">Aa</span>}
      </button>
      <IconButton label={`Remove the rule ${what} ${query.text}`} icon={<X />} onPress={() => onChange(undefined)} />
    </li>
  );
}
