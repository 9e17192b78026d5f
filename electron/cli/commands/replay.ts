/** `lockstep replay`: the scenario of a report, or a written one, as numbered steps with who holds and who waits. */
import { InvalidArgumentError } from 'commander';
import type { Scenario } from '../../../shared/contract/scenario.ts';
import { dressWritten } from '../../../shared/scenario/dress.ts';
import { scenarioFromReport } from '../../../shared/scenario/from-report.ts';
import { printedTable } from '../../../shared/scenario/printed-table.ts';
import { isUnavailable, plainScenario, type ReplayScenario } from '../../../shared/scenario/replay-scenario.ts';
import { replayStates } from '../../../shared/scenario/replay/default-schedule.ts';
import type { ReplayState } from '../../../shared/scenario/replay/replay-state.ts';
import { explore, scheduleOf } from '../../../shared/scenario/explore.ts';
import { CliError } from '../cli-error.ts';
import { print, visible } from '../output.ts';
import { readReports, type FinishedEvent } from '../read-reports.ts';
import { fileOfPlace, isMeant, linkedRun, runPlaceOf, type RunPlace } from '../replay-link.ts';
import type { CliCommand } from './command.ts';
import { beginningOf, readScenarioFile } from './scenario-file.ts';

interface ReplayOptions {
  readonly report?: number;
  readonly link?: string;
  readonly scenario?: boolean;
}

const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a number from 1');
  return value;
};

const stateLine = (state: ReplayState): string => {
  const parts = state.threads.flatMap((thread) => {
    const holds = thread.holds.map((held) => `${held.lock}${held.mode === 'write' ? '' : ' (read)'}`).join(', ');
    const waits = thread.waitsFor === undefined ? '' : `waits for ${thread.waitsFor}`;
    const text = [holds === '' ? '' : `has ${holds}`, waits].filter((part) => part !== '').join(', ');
    return text === '' ? [] : [`${thread.id} ${text}`];
  });
  return parts.length === 0 ? '' : `      ${parts.join('; ')}`;
};

const steps = (states: readonly ReplayState[], isWhole = true): string[] => {
  const width = String(states.length).length;
  const lines = states.slice(1).flatMap((state) => {
    const where = stateLine(state);
    return [`${String(state.time).padStart(width + 1)}. ${state.changed}`, ...(where === '' ? [] : [where])];
  });
  const { deadlock, finished } = states.at(-1)!;
  if (!isWhole && !deadlock && !finished) return [...lines, 'The link leads here.'];
  const end = deadlock
    ? `DEADLOCK: ${deadlock.words}`
    : finished
      ? 'No deadlock: everybody is done.'
      : 'No deadlock under these assumptions.';
  return [...lines, end];
};

const fromReport = (base: ReplayScenario, { report }: FinishedEvent, place?: RunPlace): string => {
  const { scenario, states, changes } =
    place === undefined ? { scenario: base, states: replayStates(base), changes: [] } : linkedRun(base, place);
  const lines = [`${report.source.name}:${report.source.firstLine}: ${report.title}`, ''];
  for (const change of changes) lines.push(`What if: ${change}`);
  for (const thread of scenario.threads)
    lines.push(`${thread.id}  ${thread.title}${thread.inferred ? '  (inferred)' : ''}`);
  lines.push('', ...steps(states, place === undefined), '');
  for (const assumption of scenario.assumptions) lines.push(`* ${assumption}`);
  const table = printedTable(report);
  if (table) lines.push(`* The kernel's table: ${table.explanation}`);
  return `${lines.join('\n')}\n`;
};

/** A written scenario: to where a link leads, to its deadlock when it has one, otherwise to its end. */
const fromScenario = (scenario: Scenario, place: RunPlace | undefined): string => {
  if (place !== undefined) {
    const { states, changes } = linkedRun(dressWritten(scenario), place);
    return `${[...changes.map((change) => `What if: ${change}`), ...steps(states, false)].join('\n')}\n`;
  }
  const { deadlocks } = explore(scenario, { firstOnly: true });
  return `${steps(deadlocks[0] ? replayStates(scenario, scheduleOf(deadlocks[0])) : replayStates(scenario)).join('\n')}\n`;
};

/** The scenario in a line, with the changes of the link. */
const asObject = (base: ReplayScenario, place: RunPlace | undefined): string => {
  const scenario = place === undefined ? base : linkedRun(base, place).scenario;
  return `${JSON.stringify(plainScenario(scenario))}\n`;
};

/** A scenario file is JSON, which no log begins with; one that is called so is one, even when it is damaged. */
const isScenario = async (file: string): Promise<boolean> =>
  file.toLowerCase().endsWith('.lockstep') || (await beginningOf(file)).trimStart().startsWith('{');

const nothing = (file: string, options: ReplayOptions, reports: number, reason: string): CliError => {
  if (options.report === undefined || reports >= options.report) return new CliError(reason);
  if (reports === 0) return new CliError(`${file}: holds no report`);
  return new CliError(
    `${file}: has ${reports} report${reports === 1 ? '' : 's'}, there is no --report ${options.report}`,
  );
};

export const replayCommand: CliCommand = {
  register(program) {
    program
      .command('replay')
      .summary('step through the scenario of a report')
      .description(
        'The scenario as numbered steps with who holds and who waits. FILE is a log, a mail or a scenario file.',
      )
      .option('--report <n>', 'the n-th report of the log, from 1 (default: every one that has a scenario)', number)
      .option('--link <link>', 'the step that a link of the workbench or of a notebook leads to (lockstep:1/…)')
      .option(
        '--scenario',
        'print the scenario as an object (lockstep.scenario/1) a line, with the changes of a link, for explore and validate',
      )
      .argument(
        '[file]',
        'log, mail or scenario file; "-" is standard input; with --link absent: the file the link leads into',
      )
      .addHelpText('after', '\nExit status: 0, or 2 when there is nothing to replay.')
      .action(async (named: string | undefined, options: ReplayOptions) => {
        const place = options.link === undefined ? undefined : runPlaceOf(options.link);
        const file = named ?? (place === undefined ? undefined : fileOfPlace(place));
        if (file === undefined) throw new CliError('expected a FILE, or --link with a link');
        if (await isScenario(file)) {
          if (options.report !== undefined)
            throw new CliError(`${file}: is a scenario, --report is for the reports of a log`);
          if (place?.at === 'report') throw new CliError(`${file}: is a scenario, the link leads to a report`);
          const written = await readScenarioFile(file);
          if (options.scenario === true) await print(asObject(dressWritten(written), place));
          else await print(visible(fromScenario(written, place)));
          return;
        }
        if (place?.at === 'scenario') throw new CliError(`${file}: is no scenario, to which the link leads`);
        let at = 0;
        let shown = 0;
        let reason = `${file}: holds no report`;
        const failed = await readReports([file], async (event) => {
          at++;
          if (options.report !== undefined && options.report !== at) return;
          if (place !== undefined && !isMeant(place, event.report)) {
            reason = `${file}: has no report that the link means`;
            return;
          }
          const scenario = scenarioFromReport(event.report, event.lines);
          if (isUnavailable(scenario)) {
            reason = `${file}:${event.report.source.firstLine}: ${scenario.unavailable}`;
            return;
          }
          if (options.scenario === true) {
            shown++;
            await print(asObject(scenario, place));
            return;
          }
          if (shown++ > 0) await print('\n');
          await print(visible(fromReport(scenario, event, place)));
        });
        if (failed > 0) process.exitCode = 2;
        else if (shown === 0) throw nothing(file, options, at, reason);
      });
  },
};
