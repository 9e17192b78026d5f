import { useEffect, type ReactNode } from 'react';
import { RunContext, StillRunContext, type ScenarioRun } from './run-context.ts';
import { setRunOnScreen } from './run-on-screen.ts';

/** Gives a run to the panels below: with its step to those that show it, without to the others. */
export function RunProvider({
  run,
  children,
}: {
  readonly run: ScenarioRun | undefined;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    setRunOnScreen(run);
    return () => setRunOnScreen(undefined);
  }, [run]);
  return (
    <StillRunContext value={run?.still}>
      <RunContext value={run}>{children}</RunContext>
    </StillRunContext>
  );
}
