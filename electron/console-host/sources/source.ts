/** What all sources have in common. One file a kind of source; each knows nothing of captures, processes or views. */
import type { Ability, Problem } from '../../../shared/contract/ipc.ts';
import type { SourceAction } from '../../node/host-protocol.ts';
import { ProblemError } from '../../node/problem.ts';

/** What a source tells. The order of the calls is the order in which it happened. */
export interface SourceSink {
  /** Bytes, exactly as they came; the chunk is the receiver's until it is recorded or given back (read-buffer.ts). */
  bytes(chunk: Uint8Array): void;
  /** Resolves when all bytes are recorded. Only a source that reads from a disk may wait for it: a live one goes on. */
  recorded(): Promise<void>;
  /** Bytes can come from now on. `position`: offset in the source file of the next byte, for files. */
  connected(position?: number): void;
  /** Lost or refused; the source goes on trying. `attempts` counts since the last connection. */
  reconnecting(attempts: number, problem: Problem): void;
  /** Over, in good order (`problem` absent) or with something to tell, e.g. an exit status. */
  ended(reason: string, problem?: Problem): void;
  /** Cannot go on. */
  failed(problem: Problem): void;
  /** Bytes are missing here, and not because the connection was lost. */
  gap(reason: string): void;
  /** Something worth knowing that stops nothing. */
  notice(text: string): void;
}

export interface Source {
  /** False when nothing can ever be typed into it. */
  readonly canType: boolean;
  /** Process group of a running child, if it has one. */
  readonly processGroup?: number | undefined;
  /** What `act` takes now; none when absent. */
  readonly abilities?: readonly Ability[];
  /** Do something else than type. @returns what there is to tell @throws ProblemError when it can't be done */
  act?(action: SourceAction): Promise<string | undefined>;
  /** Begin. Called once. Never throws: what goes wrong is told to the sink. */
  start(): void;
  /** Stop for good; no call to the sink happens after the promise resolved. Does not call `ended`. */
  stop(): Promise<void>;
  /** Send text typed by the user. False when it can't be sent now. */
  write(text: string): boolean;
}

/** What `act` throws for what this source cannot do. */
export const notPossible = (name: string): ProblemError =>
  new ProblemError({ code: 'not-possible', message: `${name} cannot do that now.` });
