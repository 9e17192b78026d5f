/** Attempts for ever, with growing pauses, for sources that open something which may not be there. */
import type { Problem } from '../../../shared/contract/ipc.ts';
import { pauseAfter, type BackOffOptions } from './back-off.ts';
import type { SourceSink } from './source.ts';

export interface Attempts {
  /** It is open. */
  opened(): void;
  /** It could not be opened, or is gone: tell, and try again after a pause. */
  lost(problem: Problem): void;
  /** No further attempt. */
  stop(): void;
  readonly isStopped: boolean;
}

/** @param open begins one attempt, which ends in `opened` or `lost` */
export function attemptsFor(open: () => void, backOff: BackOffOptions, sink: SourceSink): Attempts {
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  return {
    get isStopped() {
      return isStopped;
    },
    opened() {
      attempts = 0;
      sink.connected();
    },
    lost(problem) {
      if (isStopped) return;
      attempts++;
      sink.reconnecting(attempts, problem);
      clearTimeout(timer);
      timer = setTimeout(open, pauseAfter(attempts, backOff));
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
