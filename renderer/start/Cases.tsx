import { GitCompareArrows } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ScenarioInfo } from '../../shared/contract/scenario-files.ts';
import { call, problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { showProblem } from '../app/store.ts';

/** Written scenarios of arguments that were had over real reports. Nothing when none came with this build. */
export function Cases() {
  const [cases, setCases] = useState<readonly ScenarioInfo[]>([]);
  useEffect(() => {
    call('scenario.examples', {}).then(setCases, (error: unknown) => showProblem(problemOf(error)));
  }, []);
  if (cases.length === 0) return null;
  return (
    <section className="start-section" aria-label="Examples">
      <h2>Examples: can it really happen?</h2>
      <ul className="start-cases">
        {cases.map(({ id, title, about }) => (
          <li key={id}>
            <button type="button" className="start-case" onClick={() => go({ at: 'scenario', id })}>
              <GitCompareArrows aria-hidden />
              <span className="start-case-title">{title}</span>
              <span className="start-case-about">{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
