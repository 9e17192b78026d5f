/** A helper process that is watched: validated messages in both directions, restarted when it dies. */
import { utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { z } from 'zod';

export interface HostOptions<From> {
  /** Shown in process listings, e.g. `Lockstep console host`. */
  readonly name: string;
  /** The built entry file. */
  readonly file: string;
  /** What it may say. */
  readonly messages: z.ZodType<From>;
  readonly onMessage: (message: From) => void;
  /** It is there (first time or again): tell it everything it needs to know. */
  readonly onStart: (isRestart: boolean) => void;
  /** It died without being asked to. It will be started again after `pause` milliseconds. */
  readonly onCrash: (code: number, pause: number) => void;
  /** It said something that isn't in the protocol. */
  readonly onNonsense: (error: z.ZodError) => void;
}

/** A host that dies within this time of its start is restarted more and more slowly, in milliseconds. */
const HEALTHY = 10_000;
const LONGEST_PAUSE = 10_000;

export class HostProcess<To, From> {
  readonly #options: HostOptions<From>;
  #child: UtilityProcess | undefined;
  #failures = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(options: HostOptions<From>) {
    this.#options = options;
  }

  /** False between a crash and the next start. Messages sent before it is up are kept for it. */
  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  start(isRestart = false): void {
    const { file, name, messages, onMessage, onNonsense, onStart } = this.#options;
    const child = utilityProcess.fork(file, [], { serviceName: name, stdio: 'inherit' });
    this.#child = child;
    this.#startedAt = Date.now();
    child.on('message', (data: unknown) => {
      const parsed = messages.safeParse(data);
      if (parsed.success) onMessage(parsed.data);
      else onNonsense(parsed.error);
    });
    child.on('exit', (code) => this.#onExit(code));
    onStart(isRestart);
  }

  /** Messages to a host that isn't there are dropped: `onStart` tells the next one everything. */
  send(message: To, ports: MessagePortMain[] = []): void {
    this.#child?.postMessage(message, ports);
  }

  /** End it; it isn't started again. */
  stop(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#child?.kill();
  }

  #onExit(code: number): void {
    this.#child = undefined;
    if (this.#stopping) return;
    this.#failures = Date.now() - this.#startedAt < HEALTHY ? this.#failures + 1 : 0;
    const pause = this.#failures === 0 ? 0 : Math.min(100 * 2 ** this.#failures, LONGEST_PAUSE);
    this.#options.onCrash(code, pause);
    this.#timer = setTimeout(() => {
      if (!this.#stopping) this.start(true);
    }, pause);
  }
}
