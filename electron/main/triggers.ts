/** Which triggers have fired on which console: reports, silence and losses are seen here, the rest by the analysis host. */
import { DEFAULT_TRIGGERS } from '../../shared/console-log/default-triggers.ts';
import { isFor, triggerWords } from '../../shared/console-log/trigger-words.ts';
import type { Console, EventName, EventPayload, ReportSummary } from '../../shared/contract/ipc.ts';
import type { FiredTrigger, Trigger, TriggerEvent } from '../../shared/contract/ipc/triggers.ts';
import { epochMilliseconds, lineNumber, type LineNumber } from '../../shared/contract/units.ts';
import type { CaptureNote } from '../node/capture-format.ts';
import { nowMicroseconds } from '../node/clock.ts';
import type { FromAnalysisHost } from '../node/host-protocol.ts';
import type { Answers } from './answers.ts';
import type { TriggerActions } from './trigger-actions.ts';

/** The same trigger on the same console again within this time says nothing new, in milliseconds. */
const AGAIN_AFTER = 10_000;
/** A report that is older was read from a recording, in milliseconds. */
const RECENT = 10_000;
/** Kept for each console. */
const MOST_FIRED = 200;
/** Before anything is typed the console is quiet for so long, or the longest was waited for; in milliseconds. */
const QUIET = 300;
const LONGEST_WAIT = 3000;
/** A report whose end is not seen is over by then, in milliseconds. */
const LONGEST_REPORT = 10_000;

/** What the user is told beside the words. */
export interface FiredDetails {
  readonly consoleName: string;
  readonly sentence?: string;
}

export interface TriggersOptions {
  readonly triggers: () => readonly Trigger[] | undefined;
  readonly consoleOf: (id: string) => Console | undefined;
  readonly answers: Pick<Answers, 'isWithin' | 'isComing' | 'endOfLast'>;
  readonly actions: Pick<TriggerActions, 'run' | 'forget'>;
  readonly onFired: (fired: FiredTrigger, trigger: Trigger, details: FiredDetails) => void;
  /** There is more to say about one that has fired. */
  readonly onMore: (fired: FiredTrigger) => void;
  /** What has fired in earlier sessions. */
  readonly noted: (consoleId: string) => Promise<readonly FiredTrigger[]>;
  readonly note: (consoleId: string, note: CaptureNote) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

interface Watched {
  bytes: number;
  state: Console['state'];
  grewAt: number;
  readonly silence: Map<string, NodeJS.Timeout>;
  readonly lastFired: Map<string, number>;
  readonly fired: FiredTrigger[];
  readonly reports: Set<string>;
  noted?: Promise<readonly FiredTrigger[]>;
}

interface Where {
  readonly line?: LineNumber | undefined;
  /** Byte of the capture; absent when it is of no line. */
  readonly offset?: number | undefined;
  readonly report?: ReportSummary | undefined;
}

/** Something that happens now; a file that is read happened long ago. */
const happensNow = ({ spec }: Console): boolean => spec.kind !== 'file' && spec.kind !== 'text';
const isLive = (console: Console): boolean =>
  happensNow(console) && console.state !== 'ended' && console.state !== 'failed';

/** What these tell of may happen while a SysRq key is answered; words that match then are the answer's. */
const TOLD_WITHIN_ANSWERS: ReadonlySet<TriggerEvent> = new Set(['panic', 'oops', 'rcu-stall', 'hung-task', 'lost']);

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Triggers {
  readonly #options: TriggersOptions;
  readonly #watched = new Map<string, Watched>();
  /** Waiting for the end of a report. */
  readonly #printing = new Map<string, () => void>();

  constructor(options: TriggersOptions) {
    this.#options = options;
  }

  /** Triggers that are on. */
  get active(): readonly Trigger[] {
    return (this.#options.triggers() ?? DEFAULT_TRIGGERS).filter(({ isEnabled }) => isEnabled);
  }

  /** What has fired on a console, the oldest first. */
  async list(consoleId: string): Promise<FiredTrigger[]> {
    const watched = this.#of(consoleId);
    watched.noted ??= this.#options.noted(consoleId);
    const ours = new Set(watched.fired.map(({ id }) => id));
    return [...(await watched.noted).filter(({ id }) => !ours.has(id)), ...watched.fired];
  }

  /** The user has changed them. */
  onChanged(): void {
    for (const [id, watched] of this.#watched) {
      const console = this.#options.consoleOf(id);
      if (console?.state === 'connected' && isLive(console)) this.#awaitSilence(console, watched);
    }
  }

  /** Everything that the page is told of consoles comes by here. */
  onTold<K extends EventName>(name: K, payload: EventPayload<K>): void {
    if (name === 'console.changed') this.#onConsole(payload as Console);
    else if (name === 'report.changed') this.#onReport(payload as ReportSummary);
    else if (name === 'console.removed') {
      const { id } = payload as EventPayload<'console.removed'>;
      for (const timer of this.#watched.get(id)?.silence.values() ?? []) clearTimeout(timer);
      this.#watched.delete(id);
      this.#options.actions.forget(id);
    }
  }

  /** The analysis host saw the words of a trigger. */
  onPrinted({ id, trigger: triggerId, line, offset }: Extract<FromAnalysisHost, { type: 'triggered' }>): void {
    const console = this.#options.consoleOf(id);
    const trigger = this.active.find((candidate) => candidate.id === triggerId);
    if (console !== undefined && trigger !== undefined && isLive(console))
      this.#fire(console, trigger, { line, offset });
  }

  #onConsole(console: Console): void {
    const watched = this.#of(console.id);
    const { answers } = this.#options;
    const hasGrown = console.bytes > watched.bytes;
    if (hasGrown) watched.grewAt = Date.now();
    watched.bytes = console.bytes;
    const before = watched.state;
    watched.state = console.state;
    if (console.state !== 'connected') {
      for (const timer of watched.silence.values()) clearTimeout(timer);
      watched.silence.clear();
      if (before === 'connected' && console.problem !== undefined && happensNow(console)) this.#lost(console);
      return;
    }
    if (!isLive(console)) return;
    // What we asked for ourselves does not end a silence.
    const isOurs = answers.isComing(console.id) || console.bytes <= answers.endOfLast(console.id);
    if (before !== 'connected' || (hasGrown && !isOurs)) this.#awaitSilence(console, watched);
  }

  #lost(console: Console): void {
    for (const trigger of this.#wanted('lost', console)) this.#fire(console, trigger, lastLine(console));
  }

  #awaitSilence({ id, name }: Console, watched: Watched): void {
    for (const timer of watched.silence.values()) clearTimeout(timer);
    watched.silence.clear();
    for (const trigger of this.active) {
      if (trigger.on !== 'silence' || trigger.seconds === undefined || !isFor(trigger, name)) continue;
      const timer = setTimeout(() => {
        const console = this.#options.consoleOf(id);
        if (console?.state === 'connected') this.#fire(console, trigger, lastLine(console));
      }, trigger.seconds * 1000);
      watched.silence.set(trigger.id, timer);
    }
  }

  #onReport(report: ReportSummary): void {
    if (!report.growing) this.#printing.get(report.id)?.();
    const watched = this.#of(report.consoleId);
    if (watched.reports.has(report.id)) return;
    watched.reports.add(report.id);
    const console = this.#options.consoleOf(report.consoleId);
    const isNew = Date.now() - report.arrivedAt < RECENT;
    if (console === undefined || !isLive(console) || !isNew) return;
    for (const trigger of this.#wanted('report', console)) {
      this.#fire(console, trigger, { line: report.firstLine, offset: report.firstByte, report });
    }
  }

  #wanted(on: TriggerEvent, { name }: Console): readonly Trigger[] {
    return this.active.filter((trigger) => trigger.on === on && isFor(trigger, name));
  }

  #fire(console: Console, trigger: Trigger, { line, offset, report }: Where): void {
    const { id: consoleId } = console;
    const isAnswer = offset !== undefined && this.#options.answers.isWithin(consoleId, offset);
    // A list of held locks is what SysRq d prints; any other report came by itself.
    const isNews = report === undefined ? TOLD_WITHIN_ANSWERS.has(trigger.on) : report.kind !== 'held-locks-dump';
    if (isAnswer && !isNews) return;
    const now = nowMicroseconds();
    const watched = this.#of(consoleId);
    const last = watched.lastFired.get(trigger.id);
    if (last !== undefined && now / 1000 - last < AGAIN_AFTER) return;
    watched.lastFired.set(trigger.id, now / 1000);
    const fired: FiredTrigger = {
      id: `${consoleId}:${now}`,
      consoleId,
      words: triggerWords(trigger),
      at: epochMilliseconds(now / 1000),
      marks: trigger.marks ?? true,
      ...(line === undefined ? {} : { line }),
    };
    watched.fired.push(fired);
    if (watched.fired.length > MOST_FIRED) watched.fired.shift();
    this.#note(fired, now);
    const details = { consoleName: console.name, ...(report === undefined ? {} : { sentence: report.sentence }) };
    this.#options.onFired(fired, trigger, details);
    // What was typed by us must not make us type more.
    if (!isAnswer) void this.#act(trigger, fired, report, now);
  }

  async #act(trigger: Trigger, fired: FiredTrigger, report: ReportSummary | undefined, now: number): Promise<void> {
    const { consoleId } = fired;
    const untilReady = async (): Promise<void> => {
      if (report?.growing === true) await this.#untilPrinted(report.id);
      await this.#untilQuiet(consoleId);
    };
    try {
      const done = await this.#options.actions.run(trigger, consoleId, report?.firstByte, untilReady);
      if (done === undefined) return;
      const more = { ...fired, done };
      const watched = this.#of(consoleId);
      const index = watched.fired.findIndex(({ id }) => id === fired.id);
      if (index >= 0) watched.fired[index] = more;
      this.#note(more, now);
      this.#options.onMore(more);
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #note({ consoleId, words, line, marks, done }: FiredTrigger, firedAt: number): void {
    const more = { ...(line === undefined ? {} : { line }), ...(done === undefined ? {} : { done }) };
    this.#options.note(consoleId, { event: 'fired', firedAt, words, marks, ...more }).catch(this.#options.onError);
  }

  #untilPrinted(reportId: string): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#printing.get(reportId);
      const over = (): void => {
        clearTimeout(timer);
        this.#printing.delete(reportId);
        before?.();
        resolve();
      };
      const timer = setTimeout(over, LONGEST_REPORT);
      this.#printing.set(reportId, over);
    });
  }

  async #untilQuiet(consoleId: string): Promise<void> {
    const began = Date.now();
    for (;;) {
      const watched = this.#watched.get(consoleId);
      const now = Date.now();
      if (watched === undefined || now - watched.grewAt >= QUIET || now - began >= LONGEST_WAIT) return;
      await wait(QUIET - (now - watched.grewAt));
    }
  }

  #of(id: string): Watched {
    const known = this.#watched.get(id);
    if (known !== undefined) return known;
    const watched: Watched = {
      bytes: 0,
      state: 'connecting',
      grewAt: 0,
      silence: new Map(),
      lastFired: new Map(),
      fired: [],
      reports: new Set(),
    };
    this.#watched.set(id, watched);
    return watched;
  }
}

/** Where a console has come to. */
const lastLine = ({ lines }: Console): Where => (lines === 0 ? {} : { line: lineNumber(lines) });
