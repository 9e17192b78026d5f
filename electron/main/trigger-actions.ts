/** What is done by itself when a trigger fires: SysRq keys, and stopping the guest. */
import { wayFor } from '../../shared/console-log/sysrq.ts';
import { triggerWords } from '../../shared/console-log/trigger-words.ts';
import type { Console } from '../../shared/contract/ipc.ts';
import type { Trigger } from '../../shared/contract/ipc/triggers.ts';
import type { ByteOffset } from '../../shared/contract/units.ts';
import type { SourceAction } from '../node/host-protocol.ts';
import { problemOf } from '../node/problem.ts';
import type { Answers } from './answers.ts';

/** Nothing is done twice on the same console within this time, in milliseconds: what is done may itself set a trigger off. */
const ACT_AGAIN_AFTER = 60_000;

export interface TriggerActionsOptions {
  readonly answers: Pick<Answers, 'press'>;
  readonly act: (id: string, action: SourceAction) => Promise<string | undefined>;
  readonly consoleOf: (id: string) => Console | undefined;
  /** Shorter in tests, in milliseconds. */
  readonly again?: number;
}

export class TriggerActions {
  readonly #options: TriggerActionsOptions;
  readonly #lastTime = new Map<string, number>();

  constructor(options: TriggerActionsOptions) {
    this.#options = options;
  }

  /**
   * Do what a trigger asks for.
   * @param untilReady resolves when the machine has printed what set the trigger off
   * @returns what was done and what could not be, in words; undefined when nothing was asked for
   */
  async run(
    trigger: Trigger,
    consoleId: string,
    report: ByteOffset | undefined,
    untilReady: () => Promise<void>,
  ): Promise<string | undefined> {
    const { sysRq = [], stopsGuest = false } = trigger;
    if (sysRq.length === 0 && !stopsGuest) return undefined;
    const last = this.#lastTime.get(consoleId);
    const now = Date.now();
    if (last !== undefined && now - last < (this.#options.again ?? ACT_AGAIN_AFTER)) {
      return 'Nothing was done: the last time is less than a minute ago.';
    }
    this.#lastTime.set(consoleId, now);
    await untilReady();
    const done: string[] = [];
    for (const key of sysRq) {
      const abilities = this.#options.consoleOf(consoleId)?.abilities ?? [];
      if (trigger.sysRqWay === undefined && !abilities.includes('break')) {
        done.push('no SysRq: this connection has no BREAK, and the trigger has no command');
        break;
      }
      const way = wayFor(true, trigger.sysRqWay);
      try {
        // A guest that is stopped answers nothing, so the answer is waited for.
        await this.#options.answers.press(consoleId, key, way, { report, trigger: triggerWords(trigger) }).over;
        done.push(`SysRq ${key} pressed`);
      } catch (error) {
        done.push(`SysRq ${key} not pressed: ${problemOf(error).message}`);
      }
    }
    if (stopsGuest) done.push(await this.#stop(consoleId));
    const words = done.join('; ');
    return words.charAt(0).toUpperCase() + words.slice(1);
  }

  forget(consoleId: string): void {
    this.#lastTime.delete(consoleId);
  }

  async #stop(consoleId: string): Promise<string> {
    const abilities = this.#options.consoleOf(consoleId)?.abilities ?? [];
    if (!abilities.includes('qmp')) return 'guest not stopped: this console has no QMP socket';
    try {
      await this.#options.act(consoleId, { do: 'qmp', command: 'stop' });
      return 'guest stopped';
    } catch (error) {
      return `guest not stopped: ${problemOf(error).message}`;
    }
  }
}
