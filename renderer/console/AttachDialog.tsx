import { Cable, FileClock, Network, Plug, Server, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import type { Problem, Profile } from '../../shared/contract/ipc.ts';
import { problemOf } from '../app/bridge.ts';
import { attachTo, showOpened } from '../app/open.ts';
import { closeOverlay, useOverlay } from '../app/overlay.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import './AttachDialog.css';
import { ProfileList, ReopenQuestion, SaveProfile } from './AttachDialog.profiles.tsx';
import { NetworkForm, SerialForm } from './AttachForms.lines.tsx';
import { CommandForm, FollowForm, QemuForm, SocketForm, type AttachFormProps } from './AttachForms.tsx';
import { NOTHING, errorsOf, formOf, specOf, type AttachErrors, type AttachKind } from './source-forms.ts';

/** Attach a console: a QEMU, a serial port, something on the network, a command, files that grow; or a saved profile. */
export function AttachDialog() {
  const isOpen = useOverlay((state) => state.open === 'attach');
  const [kind, setKind] = useState<AttachKind>('unix');
  const [values, setValues] = useState(NOTHING);
  const [errors, setErrors] = useState<AttachErrors>({});
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setIsBusy] = useState(false);

  /** Name of the saved source that stands in the form to be changed. */
  const [edited, setEdited] = useState<string>();

  const forget = () => {
    setErrors({});
    setProblem(undefined);
  };
  const leaveEdited = () => {
    if (edited !== undefined) setValues(NOTHING);
    setEdited(undefined);
    forget();
  };
  const edit = ({ name, spec }: Profile) => {
    const form = formOf(spec);
    if (form === undefined) return;
    setKind(form.kind);
    setValues(form.values);
    setEdited(name);
    forget();
  };
  const close = () => {
    leaveEdited();
    closeOverlay();
  };
  /** Do something with what is typed, unless there are mistakes in it. */
  const withValues = async (act: () => Promise<void>) => {
    const found = errorsOf(kind, values);
    setErrors(found);
    setProblem(undefined);
    if (isBusy || Object.values(found).some((error) => error !== undefined)) return;
    setIsBusy(true);
    try {
      await act();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  const attach = () =>
    withValues(async () => {
      showOpened(await attachTo(specOf(kind, values)));
      setValues(NOTHING);
      close();
    });

  const form: AttachFormProps = {
    values,
    errors,
    onChange: (change) => {
      setValues({ ...values, ...change });
      forget();
    },
  };
  return (
    <>
      <ReopenQuestion />
      <Dialog
        title="Attach a console"
        size="wide"
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
        <ProfileList onAttached={close} onEdit={edit} edited={edited} />
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
              forget();
            }}
            items={[
              { id: 'unix', title: 'QEMU socket', icon: <Plug aria-hidden />, content: <SocketForm {...form} /> },
              { id: 'serial', title: 'Serial port', icon: <Cable aria-hidden />, content: <SerialForm {...form} /> },
              { id: 'network', title: 'Network', icon: <Network aria-hidden />, content: <NetworkForm {...form} /> },
              {
                id: 'command',
                title: 'Command',
                icon: <SquareTerminal aria-hidden />,
                content: <CommandForm {...form} />,
              },
              { id: 'qemu', title: 'New QEMU', icon: <Server aria-hidden />, content: <QemuForm {...form} /> },
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
        <SaveProfile
          key={edited ?? ''}
          edited={edited}
          onEdited={leaveEdited}
          onSave={(save) => void withValues(() => save(specOf(kind, values)))}
        />
      </Dialog>
    </>
  );
}
