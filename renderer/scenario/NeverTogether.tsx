import type { Overlaps } from '../../shared/scenario/overlap.ts';
import { LockName } from '../report/LockName.tsx';
import { plural } from '../ui/words.ts';
import { sectionWords } from './explore-words.ts';

/** More are not listed. */
const SHOWN = 40;

/** Pairs of sections that can never run at the same time: what an argument against a deadlock rests on. */
export function NeverTogether({ overlaps }: { readonly overlaps: Overlaps }) {
  const { never, complete } = overlaps;
  // Two sections of one lock keep each other out by definition; the others tell something.
  const telling = never.filter(
    ({ sections: [a, b], because }) => because === undefined || because !== a.lock || a.lock !== b.lock,
  );
  const words =
    telling.length === 0
      ? 'No two sections of different locks keep each other out.'
      : `${plural(telling.length, 'pair')} of sections can never run at the same time`;
  if (telling.length === 0) return <p className="never-none faint">{words}</p>;
  return (
    <details className="never">
      <summary>
        {words}
        {complete ? '' : ' (those that locks prove; there may be more)'}
      </summary>
      <ul>
        {telling.slice(0, SHOWN).map(({ sections: [a, b], because }, index) => (
          <li key={index}>
            <span>
              {sectionWords(a)} <span className="faint">and</span> {sectionWords(b)}
            </span>
            <span className="soft">
              {because === undefined ? (
                'the order of events keeps them apart'
              ) : (
                <>
                  both hold <LockName name={because} />
                </>
              )}
            </span>
          </li>
        ))}
        {telling.length > SHOWN && <li className="faint">and {plural(telling.length - SHOWN, 'more pair')}</li>}
      </ul>
    </details>
  );
}
