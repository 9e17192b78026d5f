/**
 * Presses SysRq keys and finds out which part of the capture the machine answered with. Where an answer ends only the
 * console can tell: by the kernel's last words, or by falling silent.
 */
import type { Console } from '../../shared/contract/ipc.ts';
import { hasLastWords, LONGEST_LAST_WORDS } from '../../shared/console-log/sysrq.ts';
import type { Answer, AnswerState, SysRqKey, SysRqWay } from '../../shared/contract/ipc/triggers.ts';
import { byteOffset, epochMilliseconds, type ByteOffset, type LineNumber } from '../../shared/contract/units.ts';
import type { CaptureNote } from '../node/capture-format.ts';
import type { SourceAction } from '../node/host-protocol.ts';
import { ProblemError } from '../node/problem.ts';

export interface AnswersOptions {
  readonly consoleOf: (id: string) => Console | undefined;
  readonly act: (id: string, action: SourceAction) => Promise<string | undefined>;
  /** Bytes of the capture, fewer at its end. */
  readonly read: (id: string, from: number, count: number) => Promise<Uint8Array>;
  /** The line that holds a byte. */
  readonly lineAt: (id: string, offset: number) => Promise<LineNumber>;
  /** Answers of earlier sessions. */
  readonly noted: (id: string) => Promise<readonly Answer[]>;
  readonly note: (id: string, note: CaptureNote) => Promise<void>;
  readonly tell: (answer: Answer) => void;
  readonly onError: (error: unknown) => void;
  /** Shorter in tests. */
  readonly times?: AnswerTimes;
}

/** In milliseconds. */
export interface AnswerTimes {
  /** Silence that ends an answer. */
  readonly quiet: number;
  /** Nothing came at all. */
  readonly nothing: number;
  /** After the kernel's last words. */
  readonly settle: number;
  readonly longest: number;
}

const TIMES: AnswerTimes = { quiet: 1500, nothing: 5000, settle: 300, longest: 120_000 };
const MOST_BYTES = 16 * 1024 * 1024;
const PIECE = 256 * 1024;

/** Why a key is pressed. */
export interface Why {
  readonly report?: ByteOffset | undefined;
  readonly trigger?: string | undefined;
}

interface Coming {
  answer: Answer;
  /** Bytes looked through for the last words. */
  looked: number;
  isLooking: boolean;
  hasLastWords: boolean;
  quiet: NodeJS.Timeout;
  readonly longest: NodeJS.Timeout;
  readonly over: (state: Exclude<AnswerState, 'coming'>) => void;
}

export class Answers {
  readonly #options: AnswersOptions;
  readonly #times: AnswerTimes;
  readonly #coming = new Map<string, Coming>();
  readonly #known = new Map<string, Promise<readonly Answer[]>>();
  readonly #latest = new Map<string, Answer[]>();
  /** Keys of one console are pressed one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(options: AnswersOptions) {
    this.#options = options;
    this.#times = options.times ?? TIMES;
  }

  /** All answers in a capture, the oldest first. */
  async list(consoleId: string): Promise<Answer[]> {
    if (!this.#known.has(consoleId)) this.#known.set(consoleId, this.#options.noted(consoleId));
    const latest = this.#latest.get(consoleId) ?? [];
    const ours = new Set(latest.map(({ id }) => id));
    const noted = (await this.#known.get(consoleId)!).filter(({ id }) => !ours.has(id));
    return [...noted, ...latest].sort((one, other) => one.firstByte - other.firstByte);
  }

  /** Is this byte a part of an answer of this session? */
  isWithin(consoleId: string, offset: number): boolean {
    return (this.#latest.get(consoleId) ?? []).some(
      ({ state, firstByte, lastByte }) => offset >= firstByte && (state === 'coming' || offset < lastByte),
    );
  }

  /** An answer is being printed, or a key is about to be pressed. */
  isComing(consoleId: string): boolean {
    return this.#turns.has(consoleId);
  }

  /** Where the last answer ended; 0 before there was one. */
  endOfLast(consoleId: string): number {
    return this.#latest.get(consoleId)?.at(-1)?.lastByte ?? 0;
  }

  /**
   * Press a key, after those that are still being answered.
   * @returns `pressed`: what was begun; `over`: the whole answer
   * @throws (both) ProblemError when the key could not be pressed
   */
  press(
    consoleId: string,
    key: SysRqKey,
    way: SysRqWay,
    why: Why = {},
  ): { pressed: Promise<Answer>; over: Promise<Answer> } {
    const before = this.#turns.get(consoleId) ?? Promise.resolve();
    const pressed = before.then(() => this.#press(consoleId, key, way, why));
    const over = pressed.then(({ over: end }) => end);
    const turn = over
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(consoleId) === turn) this.#turns.delete(consoleId);
      });
    this.#turns.set(consoleId, turn);
    // Whoever asked hears of it by `pressed`.
    over.catch(() => undefined);
    return { pressed: pressed.then(({ answer }) => answer), over };
  }

  /** What comes from now on is not a part of the answer that is coming. */
  overtake(consoleId: string): void {
    this.#coming.get(consoleId)?.over('overtaken');
  }

  /** A console is as told. */
  onConsole(console: Console): void {
    const coming = this.#coming.get(console.id);
    if (coming === undefined) return;
    const { answer } = coming;
    if (console.bytes > answer.lastByte) {
      coming.answer = this.#put({ ...answer, lastByte: byteOffset(console.bytes) });
      this.#awaitQuiet(coming, coming.hasLastWords ? this.#times.settle : this.#times.quiet);
      if (console.bytes - answer.firstByte > MOST_BYTES) coming.over('limit');
      else void this.#lookForLastWords(coming);
    }
    if (console.state !== 'connected') coming.over('cut');
  }

  /** It is out of the list. */
  forget(consoleId: string): void {
    this.#coming.get(consoleId)?.over('cut');
    this.#known.delete(consoleId);
    this.#latest.delete(consoleId);
  }

  async #press(
    consoleId: string,
    key: SysRqKey,
    way: SysRqWay,
    why: Why,
  ): Promise<{ answer: Answer; over: Promise<Answer> }> {
    // Known before the new one is noted, so that it is not read back.
    await this.list(consoleId);
    const offset = Number(await this.#options.act(consoleId, { do: 'sysrq', key, way }));
    if (!Number.isSafeInteger(offset)) throw new ProblemError({ code: 'internal', message: 'No offset came back.' });
    const answer = this.#put({
      id: `${consoleId}:${offset}`,
      consoleId,
      key,
      by: way.by,
      at: epochMilliseconds(Date.now()),
      firstByte: byteOffset(offset),
      lastByte: byteOffset(Math.max(offset, this.#options.consoleOf(consoleId)?.bytes ?? 0)),
      state: 'coming',
      ...(why.report === undefined ? {} : { report: why.report }),
      ...(why.trigger === undefined ? {} : { trigger: why.trigger }),
    });
    this.#options.tell(answer);
    return { answer, over: this.#untilOver(answer) };
  }

  async #untilOver(begun: Answer): Promise<Answer> {
    const { consoleId } = begun;
    let coming: Coming | undefined;
    const state = await new Promise<Exclude<AnswerState, 'coming'>>((resolve) => {
      coming = {
        answer: begun,
        looked: begun.firstByte,
        isLooking: false,
        hasLastWords: false,
        quiet: setTimeout(() => resolve('quiet'), this.#times.nothing),
        longest: setTimeout(() => resolve('limit'), this.#times.longest),
        over: resolve,
      };
      this.#coming.set(consoleId, coming);
      void this.#lookForLastWords(coming);
    });
    this.#coming.delete(consoleId);
    clearTimeout(coming!.quiet);
    clearTimeout(coming!.longest);
    if (this.#options.consoleOf(consoleId) === undefined) return { ...coming!.answer, state };
    const lines = await this.#linesOf(coming!.answer);
    const answer = this.#put({ ...coming!.answer, ...lines, state });
    this.#options.tell(answer);
    const { key, by, at, firstByte, lastByte, firstLine, lastLine, report, trigger } = answer;
    const place = { from: firstByte, to: lastByte, firstLine, lastLine };
    const note = { pressedAt: at * 1000, key, by, ...place, ended: state, report, trigger };
    await this.#options.note(consoleId, { event: 'answer', ...note }).catch(this.#options.onError);
    return answer;
  }

  async #linesOf({ consoleId, firstByte, lastByte }: Answer): Promise<Pick<Answer, 'firstLine' | 'lastLine'>> {
    if (lastByte <= firstByte) return {};
    try {
      const firstLine = await this.#options.lineAt(consoleId, firstByte);
      return { firstLine, lastLine: await this.#options.lineAt(consoleId, lastByte - 1) };
    } catch (error) {
      this.#options.onError(error);
      return {};
    }
  }

  async #lookForLastWords(coming: Coming): Promise<void> {
    if (coming.isLooking || coming.hasLastWords) return;
    coming.isLooking = true;
    const { consoleId, key, firstByte } = coming.answer;
    try {
      while (coming.looked < coming.answer.lastByte && this.#coming.get(consoleId) === coming) {
        // Words may stand across the border of two pieces.
        const from = Math.max(firstByte, coming.looked - LONGEST_LAST_WORDS);
        const bytes = await this.#options.read(consoleId, from, PIECE);
        if (from + bytes.length <= coming.looked) break;
        coming.looked = from + bytes.length;
        if (!hasLastWords(key, Buffer.from(bytes).toString('latin1'))) continue;
        coming.hasLastWords = true;
        this.#awaitQuiet(coming, this.#times.settle);
        break;
      }
    } catch (error) {
      this.#options.onError(error);
    }
    coming.isLooking = false;
  }

  #awaitQuiet(coming: Coming, milliseconds: number): void {
    clearTimeout(coming.quiet);
    coming.quiet = setTimeout(() => coming.over(coming.hasLastWords ? 'complete' : 'quiet'), milliseconds);
  }

  #put(answer: Answer): Answer {
    const others = (this.#latest.get(answer.consoleId) ?? []).filter(({ id }) => id !== answer.id);
    this.#latest.set(answer.consoleId, [...others, answer]);
    return answer;
  }
}
