import { CircleCheck, CircleDashed } from 'lucide-react';
import type { LabStatus } from '../../shared/contract/ipc.ts';
import { CopyLine } from '../console/CopyLine.tsx';
import { MachineText } from '../ui/MachineText.tsx';

interface StepProps {
  readonly isDone: boolean;
  readonly title: string;
  readonly command: string;
  readonly children: React.ReactNode;
}

function Step({ isDone, title, command, children }: StepProps) {
  return (
    <li className="lab-step">
      {isDone ? <CircleCheck aria-label="Done" /> : <CircleDashed aria-label="To do" />}
      <strong>{title}</strong>
      {!isDone && (
        <>
          <p className="soft">{children}</p>
          <CopyLine label="Copy the command" text={command} />
        </>
      )}
    </li>
  );
}

/** What is missing before the lab can run, with the command for each. */
export function LabSetup({ lab }: { readonly lab: LabStatus }) {
  const kernelTitle =
    lab.build === 'ready'
      ? `Kernel ${lab.version ?? ''} is built`
      : lab.build === 'partial'
        ? 'The kernel was built in part; build it again'
        : 'Build the lab kernel';
  return (
    <div className="lab-setup">
      <p>
        The lab is a small Linux kernel with lockdep, made to misbehave on request: each provocation makes it print one
        kind of report on a real console.
      </p>
      <ol style={{ display: 'grid', gap: 14 }}>
        <Step isDone={lab.build === 'ready'} title={kernelTitle} command="npm run lab">
          In a terminal, in the directory of Lockstep. It takes about five minutes, once, and goes to{' '}
          <MachineText>{lab.directory}</MachineText>.
        </Step>
        <Step
          isDone={lab.qemu === 'present'}
          title={lab.qemu === 'present' ? 'QEMU is installed' : 'Install QEMU'}
          command="apt-get install qemu-system-x86"
        >
          As root, on Debian and its relatives.
        </Step>
      </ol>
    </div>
  );
}
