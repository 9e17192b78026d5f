import type { ReactNode } from 'react';
import { RunContext, StillRunContext, type ScenarioRun } from './run-context.ts';

/** Gives a run to the panels below: with its step to those that show it, without to the others. */
export function RunProvider({
  run,
  children,
}: {
  readonly run: ScenarioRun | undefined;
  readonly children: ReactNode;
}) {
  return (
    <StillRunContext value={run?.still}>
      <RunContext value={run}>{children}</RunContext>
    </StillRunContext>
  );
}
