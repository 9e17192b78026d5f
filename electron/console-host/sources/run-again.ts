/**
 * A command that is run again whenever it ends, for ever: ssh to a machine that restarts, the client of a console server
 * that does. What it prints goes into one recording, and every end is a gap in it.
 */
import type { Problem } from '../../../shared/contract/ipc.ts';
import { pauseAfter, type BackOffOptions } from './back-off.ts';
import { notPossible, type Source, type SourceSink } from './source.ts';

/** A machine that boots takes longer than a second try; one that is off prints an error at each. */
const PAUSES: BackOffOptions = { first: 1000, longest: 15_000 };
/** One that ran for so long had reached what it is for, in milliseconds. */
const RAN_WELL = 10_000;

/** @param make the command once: it must end with `ended` or `failed` */
export function runAgainSource(make: (sink: SourceSink) => Source, sink: SourceSink, pauses = PAUSES): Source {
  let attempts = 0;
  let hasRun = false;
  let stopped = false;
  let connectedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const again = (problem: Problem): void => {
    if (stopped) return;
    if (performance.now() - connectedAt > RAN_WELL) attempts = 0;
    attempts++;
    sink.reconnecting(attempts, { ...problem, hint: problem.hint ?? 'It is run again.' });
    timer = setTimeout(
      () => {
        current = make(own);
        current.start();
      },
      pauseAfter(attempts, pauses),
    );
  };
  const own: SourceSink = {
    ...sink,
    connected(position) {
      hasRun = true;
      connectedAt = performance.now();
      sink.connected(position);
    },
    ended: (reason, problem) => again(problem ?? { code: 'ended', message: `The command ended (${reason}).` }),
    failed: (problem) => (hasRun ? again(problem) : sink.failed(problem)),
  };
  let current = make(own);

  return {
    canType: true,
    get abilities() {
      return current.abilities ?? [];
    },
    get processGroup() {
      return current.processGroup;
    },
    act: (action) => current.act?.(action) ?? Promise.reject(notPossible('the command')),
    start: () => current.start(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await current.stop();
    },
    write: (text) => current.write(text),
  };
}
