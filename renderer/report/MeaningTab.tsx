import { useCase } from './case-context.ts';
import { KindExplanation } from './KindExplanation.tsx';
import { LockTerm } from './LockTerm.tsx';
import './MeaningTab.css';
import { lockFacts, statements } from './report-facts.ts';
import { Stack } from './Stack.tsx';

/** What the report says, in words, and what its kind means; every stack that is not a chain's. */
export function MeaningTab() {
  const { view, replay, selection, select } = useCase();
  const { report } = view;
  const locks = lockFacts(report);
  const said = statements(report);
  const hasOwnStacks = report.chain !== undefined || report.stacks !== undefined || report.dependencies !== undefined;
  return (
    <div className="meaning">
      <div className="meaning-words">
        {locks.length > 0 && (
          <dl className="meaning-locks">
            {locks.map(({ words, lock, pointer }) => (
              <div key={pointer}>
                <dt>{words}</dt>
                <dd>
                  <button
                    type="button"
                    className="meaning-lock"
                    aria-pressed={selection.pointer === pointer}
                    data-selected={selection.lock === lock.class}
                    onClick={() => select(pointer)}
                  >
                    <LockTerm lock={lock} withAddress />
                    {lock.at !== undefined && (
                      <span className="mono soft">
                        <span className="faint">at </span>
                        {lock.at.symbol}
                      </span>
                    )}
                  </button>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {said.length > 0 && (
          <ul className="meaning-said selectable">
            {said.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        )}
        {'scenario' in replay && <KindExplanation kind={report.kind} />}
      </div>
      <div className="meaning-stacks">
        {!hasOwnStacks && report.backtrace !== undefined && (
          <section>
            <h4>backtrace</h4>
            <Stack frames={report.backtrace} pointer="/backtrace" label="Backtrace" />
          </section>
        )}
        {(report.stacks ?? []).map(({ title, frames }, index) => (
          <section key={index}>
            <h4>{title}</h4>
            <Stack frames={frames} pointer={`/stacks/${index}/frames`} label={title} />
          </section>
        ))}
        {(report.dependencies ?? []).map((dump, index) => (
          <section key={index}>
            <h4>{dump.title}</h4>
            {dump.entries.map((entry, at) => (
              <details key={at}>
                <summary>
                  <LockTerm lock={entry.lock} />
                </summary>
                {entry.usages.map(({ usage, frames }, use) => (
                  <div key={use}>
                    <h5 className="mono">{usage}</h5>
                    <Stack
                      frames={frames}
                      pointer={`/dependencies/${index}/entries/${at}/usages/${use}/frames`}
                      label={usage}
                    />
                  </div>
                ))}
                {entry.acquiredAt !== undefined && (
                  <Stack
                    frames={entry.acquiredAt}
                    pointer={`/dependencies/${index}/entries/${at}/acquiredAt`}
                    label="acquired at"
                  />
                )}
              </details>
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}
