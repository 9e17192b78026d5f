import { Plus } from 'lucide-react';
import { useId, useState } from 'react';
import type { Scenario } from '../../shared/contract/scenario.ts';
import type { WhatIf } from '../../shared/scenario/what-if.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Select } from './Select.tsx';
import {
  acquisitions,
  changeOf,
  firstDraft,
  KINDS,
  outerLocks,
  placeOf,
  settled,
  tasksOf,
  type ChangeKind,
  type Draft,
} from './what-if-draft.ts';

interface WhatIfFormProps {
  /** What the change is put on top of. */
  readonly scenario: Scenario;
  /** Locks that may be the outer one, e.g. those the task held. */
  readonly suggestions: readonly string[];
  /** Returns why it does not fit. */
  readonly onAdd: (change: WhatIf) => string | undefined;
}

const KIND_OPTIONS = (Object.keys(KINDS) as ChangeKind[]).map((value) => ({ value, title: KINDS[value].title }));
const MODES = [
  { value: 'read', title: 'for reading' },
  { value: 'recursive-read', title: 'for reading, recursively' },
  { value: 'write', title: 'for writing' },
] as const;

/** Puts a change together. */
export function WhatIfForm({ scenario, suggestions, onAdd }: WhatIfFormProps) {
  const [made, setDraft] = useState<Draft>(() => firstDraft(scenario, suggestions[0] ?? 'outer_lock'));
  const draft = settled(made, scenario);
  const [problem, setProblem] = useState<string>();
  const names = useId();
  const change = changeOf(draft, scenario);
  const info = KINDS[draft.kind];
  const has = (field: (typeof info.fields)[number]): boolean => info.fields.includes(field);
  const set = (part: Partial<Draft>) => {
    setProblem(undefined);
    setDraft((old) => ({ ...old, ...part }));
  };
  const add = () => {
    if ('missing' in change) setProblem(change.missing);
    else setProblem(onAdd(change));
  };
  const locks = scenario.locks.map(({ id }) => ({ value: id, title: id }));
  const thread = placeOf(scenario, draft.at)?.thread;
  return (
    <form
      className="what-if-form"
      aria-label="Add a change"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Select
        label="What if"
        showsLabel
        value={draft.kind}
        options={KIND_OPTIONS}
        onChange={(value) => {
          const kind = KIND_OPTIONS.find((option) => option.value === value)?.value;
          if (kind !== undefined) set({ kind, threads: kind === 'split' ? [] : tasksOf(scenario) });
        }}
      />
      <p className="what-if-words soft">{info.words}</p>
      {has('name') && (
        <label className="select-field">
          <span className="select-label">Outer lock</span>
          <input
            className="what-if-name mono"
            list={names}
            value={draft.name}
            maxLength={60}
            spellCheck={false}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <datalist id={names}>
            {suggestions.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
      )}
      {has('lock') && (
        <Select label="Lock" showsLabel value={draft.lock} options={locks} onChange={(lock) => set({ lock })} />
      )}
      {has('other') && (
        <Select label="and" showsLabel value={draft.other} options={locks} onChange={(other) => set({ other })} />
      )}
      {has('at') && (
        <Select
          label="Which"
          showsLabel
          value={draft.at}
          options={acquisitions(scenario, draft.kind)}
          onChange={(at) => set({ at, with: '' })}
        />
      )}
      {has('with') && (
        <Select
          label="with"
          showsLabel
          value={draft.with}
          options={acquisitions(scenario, 'swap', thread).filter(({ value }) => value !== draft.at)}
          onChange={(other) => set({ with: other })}
        />
      )}
      {has('outOf') && (
        <Select
          label="out from under"
          showsLabel
          value={draft.lock}
          options={outerLocks(scenario, draft.at)}
          onChange={(lock) => set({ lock })}
        />
      )}
      {has('where') && (
        <Choice
          label="When"
          options={[
            { value: 'before', title: 'before it' },
            { value: 'after', title: 'after it' },
          ]}
          value={draft.where}
          onChange={(where) => set({ where })}
        />
      )}
      {has('mode') && <Choice label="How" options={MODES} value={draft.mode} onChange={(mode) => set({ mode })} />}
      {has('thread') && (
        <Select
          label="Thread"
          showsLabel
          value={draft.threads[0] ?? ''}
          options={scenario.threads.map(({ id }) => ({ value: id, title: id }))}
          onChange={(id) => set({ threads: [id] })}
        />
      )}
      {has('threads') && (
        <fieldset className="what-if-threads">
          <legend className="select-label">Threads</legend>
          {scenario.threads.map(({ id }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={draft.threads.includes(id)}
                onChange={(event) =>
                  set({
                    threads: scenario.threads
                      .map((each) => each.id)
                      .filter((other) => (other === id ? event.currentTarget.checked : draft.threads.includes(other))),
                  })
                }
              />
              {id}
            </label>
          ))}
        </fieldset>
      )}
      <div className="what-if-add">
        <Button variant="primary" type="submit" icon={<Plus aria-hidden />}>
          Add change
        </Button>
        {problem !== undefined && (
          <span role="alert" className="what-if-problem">
            {problem}
          </span>
        )}
      </div>
    </form>
  );
}
