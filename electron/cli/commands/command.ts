/** What every command of `lockstep` is: a file in this folder, listed in lockstep.ts. */
import type { Command } from 'commander';

export interface CliCommand {
  /** Add the command to the program. Its action ends with `process.exitCode` set (docs/contracts.md, 1). */
  register(program: Command): void;
}
