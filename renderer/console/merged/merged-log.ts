/**
 * The list of rows of several consoles in order of arrival: all their lines, or what a view of each shows (a filter, repeats
 * shown once). Other consoles, or another filter, take the place of what is shown when they are ready, around the line the
 * user is at, so that nothing jumps and nothing flickers.
 */
import type {
  LogLens,
  MergedConsole,
  MergedPlace,
  MergedRow,
  Problem,
  RequestName,
  RequestParams,
  RequestResult,
  ViewStatus,
} from '../../../shared/contract/ipc.ts';
import { lineNumber, type EpochMilliseconds } from '../../../shared/contract/units.ts';
import { isFiltering } from '../filter/filter-rules.ts';
import type { FilterStatus } from '../filter/FilterBar.tsx';
import { arrived, endShown, LogPages, rowsThatStay } from '../log-pages.ts';
import { MergedViews } from './merged-views.ts';

/** A line of one of the consoles. */
export interface MergedAt {
  readonly id: string;
  readonly line: number;
}

/** Where the user is: a line, and how many pixels below the top of the view its row is. */
export interface MergedAnchor extends MergedAt {
  readonly pixels: number;
}

export type Call = <K extends RequestName>(name: K, params: RequestParams<K>) => Promise<RequestResult<K>>;

export interface MergedLogOptions {
  readonly call: Call;
  /** Where the user is now; undefined: at the end, following it. With `at`: there, if it is on screen. */
  readonly anchor: (at?: MergedAt) => MergedAnchor | undefined;
  /** Another list is shown from now on: so many rows, the anchor's row (from 0) so many pixels below the top; without one, the end. */
  readonly onShown: (count: number, at: { readonly index: number; readonly pixels: number } | undefined) => void;
  readonly onProblem: (error: unknown) => void;
}

/** What of a console is known to be there. */
export interface Grown {
  readonly id: string;
  readonly lines: number;
  readonly bytes: number;
}

interface Wanted {
  readonly consoles: readonly MergedConsole[];
  readonly lens: LogLens | undefined;
  /** Which of all that was asked for it is. */
  readonly turn: number;
}

interface Shown extends Wanted {
  readonly pages: LogPages<MergedRow>;
  /** What the answers to it said last. */
  readonly said: { settled: number; orderVersion?: number; error?: Error };
}

/** Rows fetched around the anchor before a list is shown. */
const AROUND = 90;
/** A view is shown when it knows so many lines after the anchor. */
const AHEAD = 2000;

const keyOf = ({ id, line }: MergedAt): string => `${line} ${id}`;

const viewsOf = (consoles: readonly MergedConsole[]): readonly string[] =>
  consoles.flatMap(({ viewId }) => viewId ?? []);

export class MergedLog {
  readonly #options: MergedLogOptions;
  readonly #views: MergedViews;
  readonly #listeners = new Set<() => void>();
  #shown: Shown;
  #wanted: Wanted;
  /** Lines that each view must have looked at before it is shown. */
  #needed: ReadonlyMap<string, number> = new Map();
  #isSwapping = false;
  #error: string | undefined;
  #version = 0;
  #generation = 0;
  #grown: ReadonlyMap<string, Grown> = new Map();
  #untimed: readonly string[] = [];
  /** Lines whose places are kept known. */
  #kept: readonly MergedAt[] = [];
  #places: ReadonlyMap<string, MergedPlace> = new Map();

  readonly #changed = (): void => {
    this.#version++;
    for (const listener of this.#listeners) listener();
  };

  constructor(options: MergedLogOptions) {
    this.#options = options;
    this.#views = new MergedViews(options.call, this.#changed, options.onProblem);
    this.#wanted = { consoles: [], lens: undefined, turn: 0 };
    this.#shown = this.#listOf(this.#wanted);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes whenever anything of it may have. */
  readonly version = (): number => this.#version;

  /** Changes when another list is shown. */
  get generation(): number {
    return this.#generation;
  }

  /** Consoles that are shown, with the views of them. */
  get consoles(): readonly MergedConsole[] {
    return this.#shown.consoles;
  }

  /** All lines of all consoles are listed. */
  get isWhole(): boolean {
    return this.#shown.lens === undefined;
  }

  /** Lines are left out by a filter, not only as repeats. */
  get isFiltered(): boolean {
    return this.#shown.lens !== undefined && isFiltering(this.#shown.lens);
  }

  /** Rows. */
  get count(): number {
    return this.#countOf(this.#shown);
  }

  /** The rows up to which a list is drawn that follows its end: no empty place for what is on its way. */
  get followedCount(): number {
    return endShown(this.count, this.#shown.pages.end());
  }

  /** Rows before this position stay where they are. */
  get settled(): number {
    return this.#shown.said.settled;
  }

  /** Ids of consoles that have no place, as nothing says when their lines came. */
  get untimed(): readonly string[] {
    return this.#untimed;
  }

  get isLoading(): boolean {
    return this.#shown.pages.isLoading;
  }

  /** Of the views that are asked for, shown already or not, together. */
  get status(): FilterStatus | undefined {
    const { consoles, lens } = this.#wanted;
    return lens === undefined ? undefined : this.#views.statusOf(consoles, lens);
  }

  /** Why the filter that is asked for can't be. */
  get error(): string | undefined {
    return this.#error;
  }

  /** A row, from 1, when it is here. */
  row(position: number): MergedRow | undefined {
    return this.#shown.pages.row(position);
  }

  /** The line at a position, from 1, when its row is here. */
  at(position: number): MergedAt | undefined {
    const row = this.row(position);
    return row && this.lineOf(row);
  }

  lineOf({ console, row }: MergedRow): MergedAt | undefined {
    const id = this.consoles[console]?.id;
    return id === undefined ? undefined : { id, line: row.line };
  }

  /** The consoles have so many lines and bytes. */
  grew(consoles: readonly Grown[]): void {
    this.#grown = new Map(consoles.map((each) => [each.id, each]));
  }

  want(first: number, last: number): void {
    if (this.count > 0) this.#shown.pages.want(first, Math.min(this.count, last), this.#bytesOf(this.#shown));
  }

  /** Where a line or a moment is. */
  find(at: MergedAt | { readonly time: EpochMilliseconds }): Promise<MergedPlace> {
    return this.#find(this.consoles, at);
  }

  /** Rows by their position from 0, also those that are not here. */
  async fetch(first: number, count: number): Promise<readonly MergedRow[]> {
    return (await this.#options.call('merged.rows', { consoles: [...this.consoles], first, count })).rows;
  }

  /**
   * Keep the places of these lines known, and of no others.
   * @param known of those that were just looked up; without, the line is one on screen
   */
  keep(lines: readonly MergedAt[], known?: readonly [MergedAt, MergedPlace]): void {
    const before = this.#places;
    this.#kept = lines;
    this.#places = new Map(
      lines.flatMap((at) => {
        const key = keyOf(at);
        const place = known !== undefined && keyOf(known[0]) === key ? known[1] : before.get(key);
        return place === undefined ? [] : [[key, place] as const];
      }),
    );
  }

  /** Where a line is that is kept. */
  placeOf(at: MergedAt): MergedPlace | undefined {
    return this.#places.get(keyOf(at));
  }

  /** Lines may have come between others: look up those that are kept, and where a line is. */
  async refresh(at: MergedAt): Promise<MergedPlace> {
    const generation = this.#generation;
    const [place, places] = await Promise.all([this.find(at), this.#placesIn(this.consoles)]);
    if (generation === this.#generation) this.#places = new Map([...this.#places, ...places]);
    this.#changed();
    return place;
  }

  /** Look at these consoles, through a lens or at all of them. */
  async show(consoles: readonly MergedConsole[], lens: LogLens | undefined): Promise<void> {
    const turn = this.#wanted.turn + 1;
    this.#wanted = { consoles, lens, turn };
    this.#error = undefined;
    this.#needed = new Map();
    // What was asked for before and is not shown yet: each view is a thread.
    this.#views.closeAllBut(viewsOf(this.consoles), lens);
    try {
      if (lens !== undefined) {
        await this.#views.open(consoles, lens);
        const needed = await this.#linesNeeded(consoles);
        if (turn === this.#wanted.turn) this.#needed = needed;
      }
      await this.#showWhenReady();
    } catch (error) {
      if (turn !== this.#wanted.turn) return;
      this.#error = error instanceof Error ? error.message : String(error);
      this.#changed();
    }
  }

  /** News of a view. */
  async heard(status: ViewStatus): Promise<void> {
    if (this.#views.heard(status)) await this.#showWhenReady();
  }

  /**
   * Views of these consoles were asked to show more or less: show the list as it is then.
   * @param at a line that stays where it is, if it is on screen
   */
  async unfolded(asked: readonly Promise<readonly ViewStatus[]>[], at: MergedAt): Promise<void> {
    try {
      for (const status of (await Promise.all(asked)).flat()) this.#views.heard(status);
      await this.#swap(this.#shown, at);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Nobody looks at it any more. */
  close(): void {
    this.#wanted = { consoles: [], lens: undefined, turn: this.#wanted.turn + 1 };
    this.#views.closeAllBut([]);
  }

  async #showWhenReady(): Promise<void> {
    const { consoles, lens, turn } = this.#wanted;
    if (turn === this.#shown.turn || this.#isSwapping || consoles.length === 0) return;
    const viewed = lens === undefined ? consoles : this.#views.with(consoles, lens);
    if (viewed === undefined || (lens !== undefined && !this.#views.areReady(consoles, lens, this.#needed))) return;
    this.#isSwapping = true;
    try {
      await this.#swap({ consoles: viewed, lens, turn });
    } finally {
      this.#isSwapping = false;
    }
    // Something else was asked for meanwhile.
    if (turn !== this.#wanted.turn) await this.#showWhenReady();
  }

  async #swap({ consoles, lens, turn }: Wanted, at?: MergedAt): Promise<void> {
    const wanted = this.#wanted.turn;
    try {
      const anchor = this.#options.anchor(at);
      const next = this.#listOf({ consoles, lens, turn });
      const places = await this.#placesIn(consoles);
      const index = anchor === undefined ? this.#countOf(next) : (await this.#find(consoles, anchor)).position;
      const around = [index - AROUND, Math.min(this.#countOf(next), index + AROUND)] as const;
      next.pages.want(...around, this.#bytesOf(next));
      await arrived(next.pages, around);
      if (next.said.error !== undefined) throw next.said.error;
      if (wanted !== this.#wanted.turn || turn < this.#shown.turn) return;
      this.#shown = next;
      this.#places = new Map(places);
      this.#generation++;
      if (turn === wanted) this.#views.closeAllBut(viewsOf(consoles));
      next.pages.subscribe(this.#changed);
      this.#options.onShown(this.count, anchor && { index, pixels: anchor.pixels });
      this.#changed();
    } catch (error) {
      if (wanted === this.#wanted.turn) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const code = (error as { readonly problem?: Problem } | undefined)?.problem?.code;
    if (code !== 'no-view') {
      this.#options.onProblem(error);
      return;
    }
    // The analysis host has forgotten them.
    this.#views.closeAllBut([]);
    void this.show(this.#wanted.consoles, this.#wanted.lens);
  }

  /** How many lines of each console come before where the user is, and some more; none for who follows the end. */
  async #linesNeeded(consoles: readonly MergedConsole[]): Promise<ReadonlyMap<string, number>> {
    const anchor = this.#options.anchor();
    if (anchor === undefined) return new Map();
    const counts = consoles.map(
      async (console) => [console.id, (await this.#find([console], anchor)).position + AHEAD] as const,
    );
    return new Map(await Promise.all(counts));
  }

  #find(consoles: readonly MergedConsole[], at: MergedAt | { readonly time: EpochMilliseconds }): Promise<MergedPlace> {
    const wanted = 'time' in at ? at : { id: at.id, line: lineNumber(at.line) };
    return this.#options.call('merged.find', { consoles: [...consoles], at: wanted });
  }

  async #placesIn(consoles: readonly MergedConsole[]): Promise<readonly (readonly [string, MergedPlace])[]> {
    return Promise.all(this.#kept.map(async (at) => [keyOf(at), await this.#find(consoles, at)] as const));
  }

  #countOf(shown: Shown): number {
    return this.#sum(shown, ({ lines }) => lines, 'shown');
  }

  #bytesOf(shown: Shown): number {
    return this.#sum(shown, ({ bytes }) => bytes, 'searchedBytes');
  }

  #sum({ consoles }: Shown, whole: (grown: Grown) => number, viewed: 'shown' | 'searchedBytes'): number {
    let total = 0;
    for (const { id, viewId } of consoles) {
      const grown = this.#grown.get(id);
      if (this.#untimed.includes(id)) continue;
      if (viewId !== undefined) total += this.#views.status(viewId)?.[viewed] ?? 0;
      else if (grown !== undefined) total += whole(grown);
    }
    return total;
  }

  #listOf(wanted: Wanted): Shown {
    const { consoles } = wanted;
    const said: Shown['said'] = { settled: 0 };
    const fetch = async (first: number, count: number) => {
      const answer = await this.#options.call('merged.rows', { consoles: [...consoles], first: first - 1, count });
      const { rows, settled, untimed, orderVersion } = answer;
      const isOther = said.orderVersion !== undefined && said.orderVersion !== orderVersion;
      Object.assign(said, { settled, orderVersion });
      this.#untimed = untimed.map((index) => consoles[index]?.id ?? '');
      // Old times were made less precise: what is here may stand in another order now.
      if (isOther && this.#shown.said === said) void this.#swap(this.#shown);
      return { rows, lines: rowsThatStay(first, rows, settled) };
    };
    const pages = new LogPages<MergedRow>(fetch, (error) => {
      if (this.#shown.said === said) this.#failed(error);
      else said.error = error instanceof Error ? error : new Error(String(error));
    });
    return { ...wanted, pages, said };
  }
}
