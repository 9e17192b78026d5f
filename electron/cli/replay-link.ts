/** A link from the workbench or a notebook (`lockstep:1/…`) on the command line: which report, run and step it means. */
import type { Report } from '../../shared/contract/report.ts';
import { parseLink } from '../../shared/notebook/place-link.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { dressChanged } from '../../shared/scenario/dress.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay.ts';
import { readRunText } from '../../shared/scenario/run-text.ts';
import { runOf } from '../../shared/scenario/run.ts';
import { readWhatIfText, resultOf } from '../../shared/scenario/what-if-text.ts';
import { wordsOf } from '../../shared/scenario/what-if.ts';
import { CliError } from './cli-error.ts';

export type ReportPlace = Extract<Place, { at: 'report' }>;

/** @throws CliError for what is no link, a link of another version, or a link that leads elsewhere */
export function reportPlaceOf(link: string): ReportPlace {
  const place = parseLink(link);
  if ('problem' in place) throw new CliError(`--link: ${place.problem.message}`);
  if (place.at !== 'report') throw new CliError(`--link: leads to a ${place.at}, expected a link to a report`);
  return place;
}

/** Is it this report? The signature decides; a link without one goes by the byte of the headline. */
export const isMeant = (place: ReportPlace, report: Report): boolean =>
  place.signature === undefined ? report.source.firstByte === place.firstByte : report.signature === place.signature;

export interface LinkedRun {
  readonly scenario: ReplayScenario;
  /** The initial state first; ends at the step of the link. */
  readonly states: readonly ReplayState[];
  /** The changes on top of the report, in words. */
  readonly changes: readonly string[];
}

/**
 * The run that a link means: its changes, its chosen steps, up to its step (to the end when it names none).
 * @throws CliError when a change or a step doesn't fit this report's scenario
 */
export function linkedRun(base: ReplayScenario, place: ReportPlace): LinkedRun {
  const changed = readWhatIfText(base, place.whatIf ?? '');
  if (changed.problem !== undefined) throw new CliError(`--link: ${changed.problem}`);
  const changes = changed.changes.map((change, index) => wordsOf(change, changed.stages[index]!));
  const scenario = dressChanged(base, resultOf(changed), changes);
  const run = runOf(scenario, place.schedule === undefined ? [] : readRunText(scenario, place.schedule));
  if (run.refused !== undefined) throw new CliError(`--link: ${run.refused}`);
  return { scenario, changes, states: place.step === undefined ? run.states : run.states.slice(0, place.step + 1) };
}
