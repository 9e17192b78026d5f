import { TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../ui/IconButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import './Problems.css';
import { dismissProblem, useWorkbench } from './store.ts';

/** Problems that belong to no view, in a corner until dismissed: what happened, the next thing to do, the details. */
export function Problems() {
  const problems = useWorkbench((state) => state.problems);
  return (
    <section className="problems" aria-label="Problems" hidden={problems.length === 0}>
      {problems.map((problem) => (
        <div key={problem.key} className="problem" role="alert">
          <TriangleAlert aria-label="Problem" />
          <div className="problem-words">
            <div className="problem-message">{problem.message}</div>
            {problem.hint !== undefined && <div className="soft">{problem.hint}</div>}
            <details className="problem-details">
              <summary>Details</summary>
              <MachineText block>{`code: ${problem.code}\nat:   ${new Date(problem.at).toISOString()}`}</MachineText>
            </details>
          </div>
          <IconButton label="Dismiss" icon={<X />} onPress={() => dismissProblem(problem.key)} />
        </div>
      ))}
    </section>
  );
}
