/** `lockstep validate`: what lockdep would report about a scenario. */
import { validate } from '../../../shared/lockdep/model/validate.ts';
import { print } from '../output.ts';
import type { CliCommand } from './command.ts';
import { readScenarioFile } from './scenario-file.ts';

interface ValidateOptions {
  readonly keepGoing?: boolean;
  readonly rawNesting?: boolean;
}

export const validateCommand: CliCommand = {
  register(program) {
    program
      .command('validate')
      .summary('what lockdep would report about a scenario')
      .description(
        'What lockdep would report if the threads ran one after another in the order given. Prints lockstep.validation/1.',
      )
      .option('--keep-going', 'go on after the first report; the kernel stops there')
      .option('--raw-nesting', 'as with CONFIG_PROVE_RAW_LOCK_NESTING')
      .argument('<scenario>', 'scenario file (lockstep.scenario/1); "-" is standard input')
      .addHelpText('after', '\nExit status: 0 none, 1 at least one report, 2 error.')
      .action(async (file: string, options: ValidateOptions) => {
        const result = validate(await readScenarioFile(file), {
          keepGoing: options.keepGoing === true,
          rawNesting: options.rawNesting === true,
        });
        await print(`${JSON.stringify(result)}\n`);
        process.exitCode = result.reports.length > 0 ? 1 : 0;
      });
  },
};
