/** `lockstep check`: is there a matching report? For scripts and `git bisect run`. */
import { Option } from 'commander';
import { createWordFinder } from '../../../shared/console-text/byte-scan.ts';
import { ReportKind, type LockRef, type Report } from '../../../shared/contract/report.ts';
import { parseLockName } from '../../../shared/lockdep/lock-term.ts';
import { sentenceOf } from '../../../shared/lockdep/sentence.ts';
import { print } from '../output.ts';
import { readReports } from '../read-reports.ts';
import type { CliCommand } from './command.ts';

interface CheckOptions {
  readonly kind?: ReportKind;
  readonly lock?: string;
  readonly signature?: string;
  readonly bisectSkip?: boolean;
  readonly quiet?: boolean;
}

/** Every lock a report mentions. */
const locksOf = (report: Report): readonly LockRef[] =>
  [
    report.acquiring,
    report.holding,
    report.otherLock,
    report.safeLock,
    report.unsafeLock,
    report.releasing,
    report.notHolding,
    ...(report.chain ?? []).map((entry) => entry.lock),
    ...(report.heldLocks ?? []).map((held) => held.lock),
  ].filter((lock) => lock !== undefined);

/** True when `report` is one that the options ask for. A lock is named with or without `#N` and `/N`. */
export const matches = (report: Report, options: CheckOptions): boolean => {
  if (options.kind !== undefined && report.kind !== options.kind) return false;
  if (options.signature !== undefined && report.signature !== options.signature) return false;
  if (options.lock === undefined) return true;
  const wanted = parseLockName(options.lock);
  return locksOf(report).some(
    (lock) =>
      lock.class === wanted.class ||
      (wanted.version === undefined && wanted.subclass === undefined && lock.name === wanted.name),
  );
};

/** Any of these shows that the boot got as far as user space. */
const USERSPACE = createWordFinder(['as init process', 'systemd[1]: ', 'INIT: version', 'Welcome to ', ' login: ']);

/** Looks for a sign of user space in a stream; words may lie across two pieces. */
const createUserspaceWatch = (): { push(bytes: Uint8Array): void; readonly seen: () => boolean } => {
  const OVERLAP = 32;
  let tail: Uint8Array = new Uint8Array(0);
  let seen = false;
  return {
    push(bytes) {
      if (seen) return;
      const seam = Buffer.concat([tail, bytes.subarray(0, OVERLAP)]);
      seen = USERSPACE.find(seam, 0, seam.length) >= 0 || USERSPACE.find(bytes, 0, bytes.length) >= 0;
      tail = Buffer.concat([tail, bytes]).subarray(-OVERLAP);
    },
    seen: () => seen,
  };
};

export const checkCommand: CliCommand = {
  register(program) {
    program
      .command('check')
      .summary('tell by the exit status whether logs hold a report')
      .description('Is there a matching report in the logs? Prints one line for each that matches.')
      .addOption(new Option('--kind <kind>', 'only reports of this kind').choices(ReportKind.options))
      .option('--lock <name>', 'only reports that mention this lock, with or without its #N and /N')
      .option('--signature <signature>', 'only reports with this signature')
      .option('--bisect-skip', 'exit with 125 when there is no such report and the log never reached user space')
      .option('-q, --quiet', 'print nothing')
      .argument('[files...]', 'logs or mails; "-" or none is standard input')
      .addHelpText(
        'after',
        '\nExit status: 0 none, 1 at least one, 2 error, 125 with --bisect-skip when the boot failed otherwise.',
      )
      .action(async (files: string[], options: CheckOptions) => {
        let found = 0;
        const watch = createUserspaceWatch();
        const failed = await readReports(
          files,
          async ({ report }) => {
            if (!matches(report, options)) return;
            found++;
            if (options.quiet !== true) {
              await print(
                `${report.source.name}:${report.source.firstLine}: ${report.kind}: ${sentenceOf(report)} [${report.signature}]\n`,
              );
            }
          },
          options.bisectSkip === true ? { onBytes: watch.push } : {},
        );
        if (failed > 0) process.exitCode = 2;
        else if (found > 0) process.exitCode = 1;
        else process.exitCode = options.bisectSkip === true && !watch.seen() ? 125 : 0;
      });
  },
};
