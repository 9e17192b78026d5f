import { Layers } from 'lucide-react';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useFacts } from './case-context.ts';
import { Stack } from './Stack.tsx';

/** The stack of the task at the moment of the report. */
export function BacktraceTab() {
  const { backtrace } = useFacts().view.report;
  if (backtrace === undefined || backtrace.length === 0)
    return (
      <EmptyState icon={<Layers aria-hidden />} title="No backtrace in the log">
        “stack backtrace:” and the frames below it end most reports; this log has none for it.
      </EmptyState>
    );
  return (
    <div className="details-pad">
      <Stack frames={backtrace} pointer="/backtrace" label="Stack backtrace" />
    </div>
  );
}
