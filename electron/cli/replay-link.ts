/** A link from the workbench or a notebook (`lockstep:1/…`) on the command line: which file, report, run and step it means. */
import * as os from 'node:os';
import * as path from 'node:path';
import type { Report } from '../../shared/contract/report.ts';
import { parseLink } from '../../shared/notebook/place-link.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { dressChanged } from '../../shared/scenario/dress.ts';
import type { ReplayScenario } from '../../shared/scenario/replay-scenario.ts';
import type { ReplayState } from '../../shared/scenario/replay/replay-state.ts';
import { runFromText } from '../../shared/scenario/run-text.ts';
import { readWhatIfText, resultOf } from '../../shared/scenario/what-if-text.ts';
import { wordsOf } from '../../shared/scenario/what-if.ts';
import { captureFiles, isCaptureId } from '../node/capture-format.ts';
import { CliError } from './cli-error.ts';
import { root } from './root.ts';

export type ReportPlace = Extract<Place, { at: 'report' }>;
/** Where a link leads that can be replayed. */
export type RunPlace = ReportPlace | Extract<Place, { at: 'scenario' }>;

/** @throws CliError for what is no link, a link of another version, or a link that leads elsewhere */
export function runPlaceOf(link: string): RunPlace {
  const place = parseLink(link);
  if ('problem' in place) throw new CliError(`--link: ${place.problem.message}`);
  if (place.at !== 'report' && place.at !== 'scenario')
    throw new CliError(`--link: leads to a ${place.at}, expected a link to a report or a scenario`);
  return place;
}

/**
 * The file a link leads into, when none is named: the scenario's, or the workbench's recording of the console.
 * @throws CliError when there can be none
 */
export function fileOfPlace(place: RunPlace): string {
  if (place.at === 'report') {
    if (!isCaptureId(place.consoleId))
      throw new CliError(`--link: names no capture of this machine; name the log as well`);
    return captureFiles(path.join(userData(), 'captures'), place.consoleId).log;
  }
  const [, kind, name = ''] = /^(\w+):(.*)$/s.exec(place.id) ?? [];
  if (kind === 'file') return name;
  if (kind === 'example' && /^[\w-]+$/.test(name))
    return path.join(root, 'resources', 'examples', 'cases', `${name}.lockstep`);
  throw new CliError(
    '--link: leads to a scenario that was never saved; save it in the workbench and name the file as well',
  );
}

/** Where the workbench keeps its recordings, as Electron decides it. */
function userData(): string {
  const own = process.env['LOCKSTEP_USER_DATA'];
  if (own !== undefined && own !== '') return own;
  const config =
    process.platform === 'darwin'
      ? path.join(os.homedir(), 'Library', 'Application Support')
      : (process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config'));
  return path.join(config, 'Lockstep');
}

/** Is it this report? The signature decides; a link without one goes by the byte of the headline. */
export const isMeant = (place: ReportPlace, report: Report): boolean =>
  place.signature === undefined ? report.source.firstByte === place.firstByte : report.signature === place.signature;

export interface LinkedRun {
  readonly scenario: ReplayScenario;
  /** The initial state first; ends at the step of the link. */
  readonly states: readonly ReplayState[];
  /** The changes on top of the scenario, in words. */
  readonly changes: readonly string[];
}

/**
 * The run that a link means: its changes, its chosen steps, up to its step (to the end when it names none).
 * @throws CliError when a change or a step doesn't fit this scenario
 */
export function linkedRun(base: ReplayScenario, place: RunPlace): LinkedRun {
  const changed = readWhatIfText(base, place.whatIf ?? '');
  if (changed.problem !== undefined) throw new CliError(`--link: its changes do not fit: ${changed.problem}`);
  const changes = changed.changes.map((change, index) => wordsOf(change, changed.stages[index]!));
  const scenario = dressChanged(base, resultOf(changed), changes);
  const run = runFromText(scenario, place.schedule);
  if (run.refused !== undefined) throw new CliError(`--link: its run does not fit: ${run.refused}`);
  return { scenario, changes, states: place.step === undefined ? run.states : run.states.slice(0, place.step + 1) };
}
