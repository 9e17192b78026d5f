/** The reports of one capture, and which of them have news to tell. */
import type { Boot, ReportSummary, ReportView } from '../../shared/contract/ipc.ts';
import type { Report, ReportLine } from '../../shared/contract/report.ts';
import { epochMilliseconds } from '../../shared/contract/units.ts';
import type { ReaderEvent } from '../../shared/lockdep/reader-types.ts';
import { sentenceOf } from './report-reader.ts';

interface Entry {
  readonly report: Report;
  readonly lines: readonly ReportLine[];
  readonly summary: ReportSummary;
}

export interface ReportBookOptions {
  readonly consoleId: string;
  readonly consoleName: string;
  /** µs since 1970 when the byte at an offset of the capture arrived. */
  readonly arrivalOf: (offset: number) => number;
  /** Milliseconds between two tellings of a report that is still being printed. */
  readonly every: number;
  readonly tell: (summaries: readonly ReportSummary[]) => void;
}

export class ReportBook {
  readonly #options: ReportBookOptions;
  readonly #entries = new Map<number, Entry>();
  readonly #boots: Boot[] = [];
  /** Reports with untold news. */
  readonly #news = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReportBookOptions) {
    this.#options = options;
  }

  get boots(): readonly Boot[] {
    return this.#boots;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Take in what the reader found. Finished reports are told at once, growing ones at most every `every` ms. */
  take(events: readonly ReaderEvent[]): void {
    let isUrgent = false;
    for (const event of events) {
      if (event.type === 'boot') {
        this.#boots.push({ line: event.line, banner: event.banner });
        continue;
      }
      const isNew = !this.#entries.has(event.number);
      this.#entries.set(event.number, this.#entry(event.number, event.report, event.lines, event.type === 'growing'));
      this.#news.add(event.number);
      isUrgent ||= isNew || event.type === 'finished';
    }
    if (this.#news.size === 0) return;
    if (isUrgent || this.#timer === undefined) this.#tell();
  }

  /** Tell what waits and stop. */
  close(): void {
    if (this.#news.size > 0) this.#tell();
    clearTimeout(this.#timer);
  }

  /** @param number of the report within this capture */
  view(number: number): ReportView | undefined {
    const entry = this.#entries.get(number);
    return entry && { summary: entry.summary, report: entry.report, lines: [...entry.lines] };
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#news.size > 0) this.#tell();
    }, this.#options.every);
    const summaries = [...this.#news].map((number) => this.#entries.get(number)!.summary);
    this.#news.clear();
    this.#options.tell(summaries);
  }

  #entry(number: number, report: Report, lines: readonly ReportLine[], growing: boolean): Entry {
    const { consoleId, consoleName, arrivalOf } = this.#options;
    const { source } = report;
    const known = this.#entries.get(number)?.summary;
    const boot = this.#boots.findLastIndex(({ line }) => line <= source.firstLine);
    const summary: ReportSummary = {
      id: `${consoleId}:${number}`,
      consoleId,
      consoleName,
      kind: report.kind,
      sentence: sentenceOf(report),
      kernel: report.kernel?.release,
      task: report.task,
      printkTime: report.printkTime,
      arrivedAt: known?.arrivedAt ?? epochMilliseconds(arrivalOf(source.firstByte) / 1000),
      boot: boot < 0 ? undefined : boot,
      completeness: report.completeness,
      signature: report.signature,
      firstLine: source.firstLine,
      lastLine: source.lastLine,
      firstByte: source.firstByte,
      growing,
    };
    return { report, lines, summary };
  }
}
