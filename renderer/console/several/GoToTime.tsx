import { useState } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/TextInput.tsx';
import { isAttached, isReadOnce } from '../state-words.ts';
import { parseTime } from './parse-time.ts';

interface GoToTimeProps {
  readonly consoles: readonly Console[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Milliseconds since 1970. */
  readonly onGo: (time: number) => void;
}

/** A moment of the recordings, by the clock of this machine. */
export function GoToTime({ consoles, isOpen, onClose, onGo }: GoToTimeProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const close = () => {
    setText('');
    setError(undefined);
    onClose();
  };
  const submit = () => {
    const from = Math.min(...consoles.map(({ startedAt }) => startedAt));
    const isLive = consoles.some((console) => isAttached(console.state) && !isReadOnce(console));
    const time = parseTime(text, from, isLive ? Date.now() : undefined);
    if (time === undefined) {
      setError('Type a time such as 14:02:07, 14:02:07.250 or 2026-11-26 14:02.');
      return;
    }
    close();
    onGo(time);
  };
  return (
    <Dialog
      title="Go to time"
      isOpen={isOpen}
      onClose={close}
      footer={
        <Button variant="primary" onPress={submit}>
          Go
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label="When it arrived here, by the clock of this machine"
          placeholder="14:02:07"
          value={text}
          onChange={(value) => {
            setText(value);
            setError(undefined);
          }}
          error={error}
          autoFocus
        />
      </form>
    </Dialog>
  );
}
