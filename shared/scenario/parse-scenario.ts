/** A scenario file (`lockstep.scenario/1`, JSON) as text: the scenario, or what is wrong with line and column. */
import { Scenario, SCENARIO_SCHEMA } from '../contract/scenario.ts';
import { checkScenario } from './check.ts';
import { JsonProblem, readJson, type Place } from './json-positions.ts';

export interface ScenarioTextProblem extends Place {
  readonly message: string;
}

export type ParsedScenario =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario?: undefined; readonly problems: readonly ScenarioTextProblem[] };

/** Longest text that is looked at, in UTF-16 units: a scenario has at most 31 threads of 1,000 steps. */
const LONGEST = 4 * 1024 * 1024;

/** More problems than this are not listed. */
const MOST = 100;

/** Never throws; `problems` is in the order of the text and empty exactly when there is a scenario. */
export function parseScenario(text: string): ParsedScenario {
  if (text.length > LONGEST)
    return { problems: [{ line: 1, column: 1, message: `longer than ${LONGEST} characters: not a scenario` }] };
  try {
    const json = readJson(text);
    const other = schemaName(json.value);
    if (other !== SCENARIO_SCHEMA)
      return {
        problems: [
          {
            ...json.placeOf(['schema']),
            message: `expected "schema": "${SCENARIO_SCHEMA}"${other === undefined ? '' : `, found "${other}"`}`,
          },
        ],
      };
    const parsed = Scenario.safeParse(json.value);
    if (!parsed.success)
      return {
        problems: parsed.error.issues.slice(0, MOST).map((issue) => ({
          ...json.placeOf(issue.path),
          message: `${where(issue.path)}${issue.message}`,
        })),
      };
    const problems = checkScenario(parsed.data);
    if (problems.length > 0)
      return { problems: problems.slice(0, MOST).map(({ path, message }) => ({ ...json.placeOf(path), message })) };
    return { scenario: parsed.data, problems: [] };
  } catch (error) {
    if (error instanceof JsonProblem) return { problems: [{ ...error.place, message: error.message }] };
    throw error;
  }
}

function schemaName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return undefined;
  return typeof value.schema === 'string' ? value.schema.slice(0, 100) : undefined;
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}
