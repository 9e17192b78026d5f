import { FileClock, Plug, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { Problem, SourceSpecInput } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { openSource } from '../app/open.ts';
import { closeOverlay, useOverlay } from '../app/overlay.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import './AttachDialog.css';
import { CommandForm, FollowForm, SocketForm, type AttachFormProps, type AttachValues } from './AttachForms.tsx';
import { commandError, directoryError, pathError, socketPathError } from './source-forms.ts';

type Kind = 'unix' | 'command' | 'follow';
type Errors = AttachFormProps['errors'];

const NOTHING: AttachValues = { socket: '', command: '', cwd: '', follow: '' };

function errorsOf(kind: Kind, values: AttachValues): Errors {
  if (kind === 'unix') return { socket: socketPathError(values.socket) };
  if (kind === 'follow') return { follow: pathError(values.follow, 'file') };
  return { command: commandError(values.command), cwd: directoryError(values.cwd) };
}

function specOf(kind: Kind, values: AttachValues): SourceSpecInput {
  if (kind === 'unix') return { kind, path: values.socket };
  if (kind === 'follow') return { kind, path: values.follow };
  return { kind, command: values.command, ...(values.cwd === '' ? {} : { cwd: values.cwd }) };
}

/** Attach a console: a QEMU socket, a command, or a file that grows. */
export function AttachDialog() {
  const isOpen = useOverlay((state) => state.open === 'attach');
  const [kind, setKind] = useState<Kind>('unix');
  const [values, setValues] = useState(NOTHING);
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setIsBusy] = useState(false);

  const close = () => {
    setErrors({});
    setProblem(undefined);
    closeOverlay();
  };
  const attach = async () => {
    const found = errorsOf(kind, values);
    setErrors(found);
    setProblem(undefined);
    if (isBusy || Object.values(found).some((error) => error !== undefined)) return;
    setIsBusy(true);
    try {
      await openSource(specOf(kind, values));
      setValues(NOTHING);
      close();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsBusy(false);
    }
  };

  const form: AttachFormProps = {
    values,
    errors,
    onChange: (change) => {
      setValues({ ...values, ...change });
      setErrors({});
      setProblem(undefined);
    },
  };
  return (
    <Dialog
      title="Attach a console"
      isOpen={isOpen}
      onClose={close}
      footer={
        <>
          <Button onPress={close}>Cancel</Button>
          <Button variant="primary" isDisabled={isBusy} onPress={() => void attach()}>
            Attach
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void attach();
        }}
      >
        <Tabs
          label="Kind of source"
          selected={kind}
          onSelect={(next) => {
            setKind(next);
            setErrors({});
            setProblem(undefined);
          }}
          items={[
            { id: 'unix', title: 'QEMU socket', icon: <Plug aria-hidden />, content: <SocketForm {...form} /> },
            {
              id: 'command',
              title: 'Command',
              icon: <SquareTerminal aria-hidden />,
              content: <CommandForm {...form} />,
            },
            {
              id: 'follow',
              title: 'Growing file',
              icon: <FileClock aria-hidden />,
              content: <FollowForm {...form} />,
            },
          ]}
        />
        {problem !== undefined && (
          <p className="field-error" role="alert" style={{ marginTop: 12 }}>
            {problem.message} {problem.hint}
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
