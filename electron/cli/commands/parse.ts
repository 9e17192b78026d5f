/** `lockstep parse`: the reports of logs, one JSON object a line, or as text for people. */
import { Option } from 'commander';
import type { Report } from '../../../shared/contract/report.ts';
import { sentenceOf } from '../../../shared/lockdep/sentence.ts';
import { print } from '../output.ts';
import { readReports } from '../read-reports.ts';
import type { CliCommand } from './command.ts';

/** A report as a few lines of text. */
export const reportAsText = (report: Report): string => {
  const { source } = report;
  const lines = [
    `${source.name}:${source.firstLine}-${source.lastLine}: ${report.kind}: ${report.title}`,
    `  ${sentenceOf(report)}`,
  ];
  const about = [
    report.kernel
      ? `kernel ${[report.kernel.release, report.kernel.build].filter((part) => part !== undefined).join(' ')}`
      : undefined,
    report.task ? `task ${report.task.comm}/${report.task.pid}` : undefined,
    report.printkTime === undefined ? undefined : `at ${report.printkTime.toFixed(6)} s`,
  ].filter((part) => part !== undefined);
  if (about.length > 0) lines.push(`  ${about.join(', ')}`);
  for (const entry of report.chain ?? []) lines.push(`  #${entry.index} ${entry.lock.class}`);
  for (const held of report.heldLocks ?? []) {
    lines.push(
      `  held by ${held.task.comm}/${held.task.pid}: ${held.lock.class}${held.lock.at ? ` at ${held.lock.at.symbol}` : ''}`,
    );
  }
  if (report.completeness.state !== 'complete' || report.completeness.missing.length > 0) {
    lines.push(`  ${report.completeness.state}; not in the log: ${report.completeness.missing.join(', ')}`);
  }
  lines.push(`  signature ${report.signature}`, '');
  return lines.join('\n');
};

export const parseCommand: CliCommand = {
  register(program) {
    program
      .command('parse')
      .summary('print the reports of logs and mails')
      .description(
        'Print the lockdep reports of console logs and mails, one lockstep.report/1 object a line. Streaming, in constant memory. gzip, xz and zstd are recognised.',
      )
      .addOption(
        new Option('--format <format>', 'ndjson for programs, text for people')
          .choices(['ndjson', 'text'])
          .default('ndjson'),
      )
      .argument('[files...]', 'logs or mails; "-" or none is standard input')
      .addHelpText('after', '\nExit status: 0; 2 when a file could not be read (the others are still parsed).')
      .action(async (files: string[], options: { format: 'ndjson' | 'text' }) => {
        const failed = await readReports(files, ({ report }) =>
          print(options.format === 'text' ? `${reportAsText(report)}\n` : `${JSON.stringify(report)}\n`),
        );
        process.exitCode = failed > 0 ? 2 : 0;
      });
  },
};
