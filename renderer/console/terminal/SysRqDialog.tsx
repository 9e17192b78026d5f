import { useState } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { pressSysRq, SYSRQ, wayOf, type SysRq } from './sysrq.ts';

interface SysRqDialogProps {
  readonly console: Console;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The SysRq keys by name; those that kill ask first. */
export function SysRqDialog({ console, isOpen, onClose }: SysRqDialogProps) {
  const [asked, setAsked] = useState<SysRq>();
  const close = () => {
    setAsked(undefined);
    onClose();
  };
  const press = (key: SysRq) => {
    close();
    pressSysRq(console, key).catch((error: unknown) => showProblem(problemOf(error)));
  };
  if (asked !== undefined) {
    return (
      <Dialog
        title={`${asked.name}?`}
        role="alertdialog"
        isOpen={isOpen}
        onClose={close}
        footer={
          <>
            <Button onPress={() => setAsked(undefined)}>Back</Button>
            <Button variant="danger" onPress={() => press(asked)}>
              {asked.name}
            </Button>
          </>
        }
      >
        <p>
          {asked.kills} This is sent to <strong>{console.name}</strong>.
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog title="SysRq" isOpen={isOpen} onClose={close}>
      <ul className="sysrq-keys">
        {SYSRQ.map((key) => (
          <li key={key.key}>
            <Button
              variant={key.kills === undefined ? 'plain' : 'danger'}
              onPress={() => (key.kills === undefined ? press(key) : setAsked(key))}
            >
              <kbd className="mono">{key.key}</kbd> {key.name}
              {key.kills !== undefined && ' …'}
            </Button>
          </li>
        ))}
      </ul>
      <p className="soft">{wayOf(console)}</p>
    </Dialog>
  );
}
