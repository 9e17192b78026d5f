#!/usr/bin/env node
/** The `lockstep` command line: the same services as the workbench, without a window. */
import { Command, CommanderError } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CliError, complain } from './cli-error.ts';
import { checkCommand } from './commands/check.ts';
import type { CliCommand } from './commands/command.ts';
import { exploreCommand } from './commands/explore.ts';
import { graphCommand } from './commands/graph.ts';
import { openCommand } from './commands/open.ts';
import { parseCommand } from './commands/parse.ts';
import { replayCommand } from './commands/replay.ts';
import { schemaCommand } from './commands/schema.ts';
import { validateCommand } from './commands/validate.ts';
import { endQuietlyOnClosedPipe } from './output.ts';
import { root } from './root.ts';

/** Every command, in the order of the help. */
const commands: readonly CliCommand[] = [
  parseCommand,
  checkCommand,
  graphCommand,
  replayCommand,
  exploreCommand,
  validateCommand,
  schemaCommand,
  openCommand,
];

/** From package.json. */
const version = (): string => {
  const file = path.join(root, 'package.json');
  const content: unknown = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown';
};

const main = async (): Promise<void> => {
  endQuietlyOnClosedPipe();
  const program = new Command('lockstep')
    .description('Read Linux lockdep reports: from consoles, logs and mails.')
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`lockstep: ${text.replace(/^error: /, '')}`) });
  for (const command of commands) command.register(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  try {
    await program.parseAsync();
  } catch (error) {
    // Help and version end with 0, a wrong command line with 2 (1 means "found" to `check`).
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    complain(
      error instanceof CliError
        ? error.message
        : `internal error: ${error instanceof Error ? error.message : String(error)}`,
    );
    process.exitCode = 2;
  }
};

await main();
