/** `lockstep graph`: the merged lock graph of logs and of /proc/lockdep dumps. */
import { Option } from 'commander';
import { createProcLockdepReader, type ProcLockdepReader } from '../../../shared/lockdep/proc-lockdep.ts';
import { toDot, toGraphml, toJson } from '../graph/formats.ts';
import { GraphMerger } from '../graph/merge.ts';
import { print } from '../output.ts';
import { readReports } from '../read-reports.ts';
import type { CliCommand } from './command.ts';

const FORMATS = { dot: toDot, json: toJson, graphml: toGraphml } as const;

export const graphCommand: CliCommand = {
  register(program) {
    program
      .command('graph')
      .summary('print the merged lock graph of logs and /proc/lockdep dumps')
      .description(
        'Merge the dependencies of all reports, and of /proc/lockdep where a log or a file holds it, into one graph. An edge goes from the lock that was held to the one that was taken.',
      )
      .addOption(new Option('--format <format>', 'how to write it').choices(Object.keys(FORMATS)).default('dot'))
      .argument('[files...]', 'logs, mails, copies of /proc/lockdep; "-" or none is standard input')
      .addHelpText('after', '\nExit status: 0; 2 when a file could not be read.')
      .action(async (files: string[], options: { format: keyof typeof FORMATS }) => {
        const merger = new GraphMerger();
        let dump: ProcLockdepReader | undefined;
        let name = '-';
        const finishDump = (): void => {
          if (dump) merger.addClasses(dump.end(), name);
        };
        const failed = await readReports(files, ({ report }) => merger.addReport(report), {
          onFile: (file) => {
            finishDump();
            dump = createProcLockdepReader();
            name = file;
          },
          onBytes: (bytes) => dump?.push(bytes),
        });
        finishDump();
        await print(FORMATS[options.format](merger.done()));
        process.exitCode = failed > 0 ? 2 : 0;
      });
  },
};
