/** What is left out of each console's log, as the user set it up: kept in this window's storage, for each source. */
import { create } from 'zustand';
import { z } from 'zod';
import { callersOf } from '../../../shared/console-log/caller-words.ts';
import { patternProblem } from '../../../shared/console-log/query-pattern.ts';
import { shortName } from '../../../shared/console-text/short-name.ts';
import { LeastSeverity, SearchQuery, type Console, type LogLens } from '../../../shared/contract/ipc.ts';

export const FilterRule = z.object({
  keep: z.enum(['only', 'without']),
  query: SearchQuery,
  isOn: z.boolean(),
});
export type FilterRule = z.infer<typeof FilterRule>;

/** In one filter. */
export const MOST_RULES = 50;

const LogFilter = z.object({
  // What is no pattern could be a rule once.
  rules: z
    .array(FilterRule)
    .max(MOST_RULES)
    .transform((rules) => rules.filter(({ query }) => patternProblem(query) === undefined)),
  least: LeastSeverity.optional(),
  /** Callers as the user names them: T42, C0, insmod/42. */
  callers: z.string().max(1000),
  /** All of the above, at once; the bar is there while it is. */
  isOn: z.boolean(),
  collapses: z.boolean(),
});
export type LogFilter = z.infer<typeof LogFilter>;

const KEY = 'lockstep.log-filters';
/** Sources whose filters are kept; those changed longest ago go first. */
const MOST_SOURCES = 200;
/** Longer descriptions of a source (pasted text) are not worth keeping. */
const LONGEST_KEY = 600;

const NO_FILTER: LogFilter = { rules: [], callers: '', isOn: false, collapses: false };

/** Filters belong to the source, so that they are there when it is attached again. */
export function filterKey({ id, spec }: Console): string {
  if (spec.kind === 'text') return id;
  const key = JSON.stringify(spec);
  return key.length > LONGEST_KEY ? id : key;
}

/** Of several logs together: belongs to their sources, in any order. A part that a console goes on in is of the same source. */
export function filterKeyOfAll(consoles: readonly Console[]): string {
  const key = JSON.stringify([...new Set(consoles.map(filterKey))].sort());
  return `merged ${key.length > LONGEST_KEY ? shortName(key) : key}`;
}

function remembered(): Readonly<Record<string, LogFilter>> {
  try {
    const stored: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}');
    const parsed = z.record(z.string(), LogFilter).safeParse(stored);
    return parsed.success ? parsed.data : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

const useFilters = create<{ readonly filters: Readonly<Record<string, LogFilter>> }>(() => ({ filters: remembered() }));

/** The filter of a source. */
export const useFilter = (key: string): LogFilter => useFilters(({ filters }) => filters[key] ?? NO_FILTER);

/** Where nothing was set up yet, begin with what was set up elsewhere. */
export function takeFilterOver(from: string, to: string): void {
  const { [from]: before, [to]: there } = useFilters.getState().filters;
  if (before !== undefined && there === undefined) changeFilter(to, before);
}

export function changeFilter(key: string, change: Partial<LogFilter>): void {
  const { [key]: before = NO_FILTER, ...others } = useFilters.getState().filters;
  const entries = [...Object.entries(others), [key, { ...before, ...change }] as const];
  const filters = Object.fromEntries(entries.slice(-MOST_SOURCES));
  useFilters.setState({ filters });
  globalThis.localStorage?.setItem(KEY, JSON.stringify(filters));
}

/** Is there anything to switch on and off? */
export const hasRules = ({ rules, least, callers }: LogFilter): boolean =>
  rules.length > 0 || least !== undefined || callers !== '';

/** What the analysis host is asked for; undefined: the whole log. */
export function lensOf({ rules, least, callers, isOn, collapses }: LogFilter): LogLens | undefined {
  const on = isOn ? rules.filter((rule) => rule.isOn) : [];
  const { ids } = callersOf(isOn ? callers : '');
  const isWhole = on.length === 0 && (!isOn || least === undefined) && ids.length === 0 && !collapses;
  if (isWhole) return undefined;
  return {
    rules: on.map(({ keep, query }) => ({ keep, query })),
    ...(isOn && least !== undefined ? { least } : {}),
    callers: [...ids],
    collapses,
  };
}

/** Whether it leaves lines out, not only repeats. */
export const isFiltering = ({ rules, least, callers }: LogLens): boolean =>
  rules.length > 0 || callers.length > 0 || least !== undefined;
