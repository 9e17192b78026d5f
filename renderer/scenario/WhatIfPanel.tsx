import { useEffect, useRef } from 'react';
import { ArrowDown, ArrowUp, Pin, Redo2, Split, Trash2, Undo2 } from 'lucide-react';
import type { SuggestedChange } from '../../shared/scenario/suggest-changes.ts';
import { readWhatIfText } from '../../shared/scenario/what-if-text.ts';
import type { WhatIf } from '../../shared/scenario/what-if.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import { useChangeHistory } from './change-history.ts';
import { setChanges, stepChanges } from './run-actions.ts';
import { useStillRun, type StillRun } from './run-context.ts';
import { dropStack, keepStack, useStacks } from './stacks.ts';
import { WhatIfForm } from './WhatIfForm.tsx';
import './WhatIfPanel.css';
import { WhatIfVerdict } from './WhatIfVerdict.tsx';

interface WhatIfPanelProps {
  readonly why?: string;
  /** Names of locks that may be an outer one. */
  readonly outerLocks?: readonly string[];
  /** Changes that whoever wrote the scenario would like to be looked at, or that one tries first. */
  readonly suggested?: readonly SuggestedChange[];
  /** What a verdict is called in the notebook. */
  readonly subject: string;
}

/** Named changes on top of the scenario, and what they change: the deadlock and lockdep's complaint, told apart. */
export function WhatIfPanel({ why, outerLocks = [], suggested = [], subject }: WhatIfPanelProps) {
  const run = useStillRun();
  const panel = useRef<HTMLDivElement>(null);
  const count = run?.changed.changes.length;
  // The form is below the fold of a low panel; what comes of a change stands at the top.
  useEffect(() => panel.current?.scrollTo({ top: 0 }), [count]);
  if (run === undefined)
    return (
      <EmptyState icon={<Split aria-hidden />} title="Nothing to change">
        {why ?? 'There is no scenario.'}
      </EmptyState>
    );
  const { changed } = run;
  return (
    <div className="what-if" ref={panel} tabIndex={0} role="group" aria-label="What if">
      <div className="what-if-columns">
        <section className="what-if-stack" aria-label="Changes">
          <ChangeList run={run} />
          <Suggestions run={run} suggested={suggested} />
        </section>
        <WhatIfVerdict run={run} suggested={suggested} subject={subject} />
        <WhatIfForm
          key={changed.changes.length}
          scenario={changed.stages.at(-1)!}
          suggestions={outerLocks}
          onAdd={(change) => setChanges(run, [...changed.changes, change])}
        />
      </div>
    </div>
  );
}

function ChangeList({ run }: { readonly run: StillRun }) {
  const { changed, words, id, whatIf } = run;
  const { changes, problem } = changed;
  const { canUndo, canRedo } = useChangeHistory(id);
  const edit = (next: readonly WhatIf[]) => setChanges(run, next);
  const swapped = (at: number): readonly WhatIf[] =>
    changes.map((change, index) => (index === at ? changes[at + 1]! : index === at + 1 ? changes[at]! : change));
  return (
    <>
      <div className="explore-head">
        <h3>{changes.length === 0 ? 'As it is' : `As it is, with ${plural(changes.length, 'change')}`}</h3>
        <span className="explore-spacer" />
        <IconButton
          label="Undo the last change"
          keys="z"
          icon={<Undo2 />}
          isDisabled={!canUndo}
          onPress={() => stepChanges(run, 'undo')}
        />
        <IconButton
          label="Do it again"
          keys="Z"
          icon={<Redo2 />}
          isDisabled={!canRedo}
          onPress={() => stepChanges(run, 'redo')}
        />
        {changes.length > 0 && (
          <>
            <IconButton
              label="Keep these changes, to compare with"
              icon={<Pin />}
              onPress={() => keepStack(id, { name: words.join('; ').slice(0, 80), whatIf: whatIf ?? '' })}
            />
            <Button variant="quiet" onPress={() => edit([])}>
              Remove all
            </Button>
          </>
        )}
      </div>
      {problem !== undefined && (
        <p role="alert" className="what-if-problem">
          Left out: {problem}
        </p>
      )}
      {changes.length === 0 ? (
        <p className="soft what-if-words">
          Say what you know and the report does not: another lock, another order, only at boot. Nothing is written to
          your files; the changes are part of the link to this place.
        </p>
      ) : (
        <ol className="what-if-list" aria-label="Changes on top of the scenario">
          {words.map((sentence, at) => (
            <li key={at}>
              <span className="what-if-sentence">{sentence}</span>
              <IconButton
                label="Earlier"
                icon={<ArrowUp />}
                isDisabled={at === 0}
                onPress={() => edit(swapped(at - 1))}
              />
              <IconButton
                label="Later"
                icon={<ArrowDown />}
                isDisabled={at === changes.length - 1}
                onPress={() => edit(swapped(at))}
              />
              <IconButton
                label="Remove this change"
                icon={<Trash2 />}
                onPress={() => edit(changes.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

interface SuggestionsProps {
  readonly run: StillRun;
  readonly suggested: readonly SuggestedChange[];
}

/** Changes of others and kept ones, each on a click. */
function Suggestions({ run, suggested }: SuggestionsProps) {
  const kept = useStacks(run.id);
  const now = JSON.stringify(run.changed.changes);
  if (suggested.length + kept.length === 0) return null;
  return (
    <div className="what-if-suggested" role="group" aria-label="Changes to look at">
      {suggested.map(({ title, changes }) => (
        <Button
          key={title}
          isPressed={JSON.stringify(changes) === now}
          onPress={() => void setChanges(run, JSON.stringify(changes) === now ? [] : changes)}
        >
          {title}
        </Button>
      ))}
      {kept.map(({ name, whatIf }) => (
        <span key={whatIf} className="what-if-kept">
          <Button
            icon={<Pin aria-hidden />}
            isPressed={run.whatIf === whatIf}
            onPress={() => void setChanges(run, readWhatIfText(run.base, whatIf).changes)}
          >
            {name}
          </Button>
          <IconButton label={`Forget “${name}”`} icon={<Trash2 />} onPress={() => dropStack(run.id, whatIf)} />
        </span>
      ))}
    </div>
  );
}
