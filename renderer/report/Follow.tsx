import { useContext, useDeferredValue, type ReactNode } from 'react';
import { RunContext, StillRunContext } from '../scenario/run-context.ts';
import { CaseContext } from './case-context.ts';

/**
 * What is inside follows the stepper instead of holding it up: the columns are drawn at once, this right after them.
 * When keys come faster than it can be drawn, the steps between are left out here, and only here.
 */
export function Follow({ children }: { readonly children: ReactNode }) {
  const shown = useDeferredValue(useContext(CaseContext));
  const run = useDeferredValue(useContext(RunContext));
  const still = useDeferredValue(useContext(StillRunContext));
  return (
    <CaseContext value={shown}>
      <StillRunContext value={still}>
        <RunContext value={run}>{children}</RunContext>
      </StillRunContext>
    </CaseContext>
  );
}
