/** Which triggers have fired on which console: reports and silence are seen here, the rest by the analysis host. */
import type {
  Console,
  EventName,
  EventPayload,
  FiredTrigger,
  ReportSummary,
  Trigger,
} from '../../shared/contract/ipc.ts';
import { epochMilliseconds, type LineNumber } from '../../shared/contract/units.ts';
import { DEFAULT_TRIGGERS } from '../../shared/console-log/default-triggers.ts';
import { triggerWords } from '../../shared/console-log/trigger-words.ts';
import type { FromAnalysisHost } from '../node/host-protocol.ts';

/** The same trigger on the same console again within this time says nothing new, in milliseconds. */
const AGAIN_AFTER = 10_000;
/** A report that is older was read from a recording, in milliseconds. */
const RECENT = 10_000;
/** Kept for each console. */
const MOST_FIRED = 200;

/** What the user is told beside the words. */
export interface FiredDetails {
  readonly consoleName: string;
  readonly sentence?: string;
}

export interface TriggersOptions {
  readonly triggers: () => readonly Trigger[] | undefined;
  readonly consoleOf: (id: string) => Console | undefined;
  readonly onFired: (fired: FiredTrigger, details: FiredDetails) => void;
}

interface Watched {
  bytes: number;
  silence?: NodeJS.Timeout | undefined;
  readonly lastFired: Map<string, number>;
  readonly fired: FiredTrigger[];
  readonly reports: Set<string>;
}

/** Something that happens now; a file that is read happened long ago. */
const isLive = ({ spec, state }: Console): boolean =>
  spec.kind !== 'file' && spec.kind !== 'text' && state !== 'ended' && state !== 'failed';

export class Triggers {
  readonly #options: TriggersOptions;
  readonly #watched = new Map<string, Watched>();

  constructor(options: TriggersOptions) {
    this.#options = options;
  }

  /** Triggers that are on. */
  get active(): readonly Trigger[] {
    return (this.#options.triggers() ?? DEFAULT_TRIGGERS).filter(({ isEnabled }) => isEnabled);
  }

  /** What has fired on a console. */
  list(consoleId: string): FiredTrigger[] {
    return [...(this.#watched.get(consoleId)?.fired ?? [])];
  }

  /** Everything that the page is told of consoles comes by here. */
  onTold<K extends EventName>(name: K, payload: EventPayload<K>): void {
    if (name === 'console.changed') this.#onConsole(payload as Console);
    else if (name === 'report.changed') this.#onReport(payload as ReportSummary);
    else if (name === 'console.removed') {
      const { id } = payload as EventPayload<'console.removed'>;
      clearTimeout(this.#watched.get(id)?.silence);
      this.#watched.delete(id);
    }
  }

  /** The analysis host saw the words of a trigger. */
  onPrinted({ id, on, text, line }: Extract<FromAnalysisHost, { type: 'triggered' }>): void {
    const console = this.#options.consoleOf(id);
    if (console !== undefined && isLive(console)) this.#fire(console, triggerWords({ on, text }), line);
  }

  #onConsole(console: Console): void {
    const watched = this.#of(console.id);
    const hasGrown = console.bytes > watched.bytes;
    watched.bytes = console.bytes;
    if (console.state !== 'connected' || !isLive(console)) {
      clearTimeout(watched.silence);
      watched.silence = undefined;
    } else if (hasGrown || watched.silence === undefined) this.#awaitSilence(console.id, watched);
  }

  #awaitSilence(id: string, watched: Watched): void {
    clearTimeout(watched.silence);
    watched.silence = undefined;
    const trigger = this.active.find(({ on, seconds }) => on === 'silence' && seconds !== undefined);
    if (trigger?.seconds === undefined) return;
    watched.silence = setTimeout(() => {
      const console = this.#options.consoleOf(id);
      if (console?.state === 'connected') this.#fire(console, triggerWords(trigger), undefined);
    }, trigger.seconds * 1000);
  }

  #onReport(report: ReportSummary): void {
    const watched = this.#of(report.consoleId);
    if (watched.reports.has(report.id)) return;
    watched.reports.add(report.id);
    const console = this.#options.consoleOf(report.consoleId);
    const isNew = Date.now() - report.arrivedAt < RECENT;
    if (console === undefined || !isLive(console) || !isNew || !this.active.some(({ on }) => on === 'report')) return;
    this.#fire(console, triggerWords({ on: 'report' }), report.firstLine, report.sentence);
  }

  #fire(console: Console, words: string, line: LineNumber | undefined, sentence?: string): void {
    const now = Date.now();
    const watched = this.#of(console.id);
    const last = watched.lastFired.get(words);
    if (last !== undefined && now - last < AGAIN_AFTER) return;
    watched.lastFired.set(words, now);
    const fired: FiredTrigger = {
      consoleId: console.id,
      words,
      at: epochMilliseconds(now),
      ...(line === undefined ? {} : { line }),
    };
    watched.fired.push(fired);
    if (watched.fired.length > MOST_FIRED) watched.fired.shift();
    this.#options.onFired(fired, { consoleName: console.name, ...(sentence === undefined ? {} : { sentence }) });
  }

  #of(id: string): Watched {
    const known = this.#watched.get(id);
    if (known !== undefined) return known;
    const watched: Watched = { bytes: 0, lastFired: new Map(), fired: [], reports: new Set() };
    this.#watched.set(id, watched);
    return watched;
  }
}
