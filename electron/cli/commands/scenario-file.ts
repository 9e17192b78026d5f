/** Reading a scenario file named on the command line. */
import * as fs from 'node:fs';
import type { Scenario } from '../../../shared/contract/scenario.ts';
import { parseScenario } from '../../../shared/scenario/parse-scenario.ts';
import { CliError, describeFileError } from '../cli-error.ts';

/** Throws `CliError` with the file, the line and the column of the first mistake. "-" is standard input. */
export const readScenarioFile = (name: string): Scenario => {
  let text: string;
  try {
    text = fs.readFileSync(name === '-' ? 0 : name, 'utf8');
  } catch (error) {
    throw new CliError(describeFileError(name, error));
  }
  const { scenario, problems } = parseScenario(text);
  if (scenario) return scenario;
  const { line, column, message } = problems[0]!;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new CliError(`${name}:${line}:${column}: ${message}${more}`);
};
