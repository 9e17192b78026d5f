/** `lockstep explore`: every interleaving of a scenario. */
import { InvalidArgumentError } from 'commander';
import { explore, scheduleOf, verdictOf, type Exploration } from '../../../shared/scenario/explore.ts';
import { replayStates } from '../../../shared/scenario/replay/default-schedule.ts';
import type { Scenario } from '../../../shared/contract/scenario.ts';
import { CliError } from '../cli-error.ts';
import { print, visible } from '../output.ts';
import type { CliCommand } from './command.ts';
import { readScenarioFile } from './scenario-file.ts';

interface ExploreOptions {
  readonly format: string;
  readonly maxStates?: number;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('expected a whole number of at least 1');
  return value;
};

const asText = (scenario: Scenario, result: Exploration): string => {
  const lines = [
    result.answer === 'deadlock'
      ? `deadlock: ${result.deadlocks.length} different`
      : result.answer === 'no-deadlock'
        ? 'no deadlock in any interleaving'
        : 'not known',
    `${result.states} states${result.limit === undefined ? '' : `; ${result.limit}`}`,
  ];
  for (const [number, deadlock] of result.deadlocks.entries()) {
    lines.push('', `${number + 1}. ${deadlock.threads.join(', ')} over ${deadlock.locks.join(', ')}`);
    const states = replayStates(scenario, scheduleOf(deadlock));
    states.slice(1).forEach((state) => lines.push(`   ${String(state.time).padStart(2)}. ${state.changed}`));
  }
  return visible(`${lines.join('\n')}\n`);
};

export const exploreCommand: CliCommand = {
  register(program) {
    program
      .command('explore')
      .summary('look at every interleaving of a scenario')
      .description('Can this scenario deadlock? Prints a verdict object (lockstep.verdict/1) with a shortest schedule.')
      .option('--format <format>', 'json or text', 'json')
      .option('--max-states <n>', 'give up after so many states', positive)
      .argument('<scenario>', 'scenario file (lockstep.scenario/1); "-" is standard input')
      .addHelpText(
        'after',
        '\nExit status: 0 no deadlock, 1 deadlock reachable, 2 error or not decided within the limits.',
      )
      .action(async (file: string, options: ExploreOptions) => {
        if (!['json', 'text'].includes(options.format))
          throw new CliError(`--format ${options.format}: expected json or text`);
        const scenario = await readScenarioFile(file);
        const result = explore(scenario, options.maxStates === undefined ? {} : { maxStates: options.maxStates });
        await print(options.format === 'json' ? `${JSON.stringify(verdictOf(result))}\n` : asText(scenario, result));
        process.exitCode = result.answer === 'deadlock' ? 1 : result.answer === 'no-deadlock' ? 0 : 2;
      });
  },
};
