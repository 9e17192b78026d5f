import type { Console } from '../../../shared/contract/ipc.ts';
import { OneFieldDialog } from '../../ui/OneFieldDialog.tsx';
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
  if (!isOpen) return null;
  return (
    <OneFieldDialog
      title="Go to time"
      action="Go"
      label="When it arrived here, by the clock of this machine"
      placeholder="14:02:07"
      onClose={onClose}
      onSubmit={(text) => {
        const from = Math.min(...consoles.map(({ startedAt }) => startedAt));
        const isLive = consoles.some((console) => isAttached(console.state) && !isReadOnce(console));
        const time = parseTime(text, from, isLive ? Date.now() : undefined);
        if (time === undefined) return 'Type a time such as 14:02:07, 14:02:07.250 or 2026-11-26 14:02.';
        onClose();
        onGo(time);
        return undefined;
      }}
    />
  );
}
