/** A scenario file (`lockstep.scenario/1`, JSON) as text: the scenario, or what is wrong with line and column. */
import { Scenario, SCENARIO_SCHEMA, ScenarioStep } from '../contract/scenario.ts';
import { checkScenario } from './check.ts';
import { JsonProblem, quoted, readJson, type PlacedJson, type Place } from './json-positions.ts';

export interface ScenarioTextProblem extends Place {
  readonly message: string;
}

export type ParsedScenario =
  | { readonly scenario: Scenario; readonly problems: readonly [] }
  | { readonly scenario?: undefined; readonly problems: readonly ScenarioTextProblem[] };

/** Longest text that is looked at, in UTF-16 units: a scenario has at most 31 threads of 1,000 steps. */
const LONGEST = 4 * 1024 * 1024;

const OPERATIONS = ScenarioStep.options.map((option) => option.shape.op.value);

/** More problems than this are not listed. */
const MOST = 100;

/** Never throws; `problems` is in the order of the text and empty exactly when there is a scenario. */
export function parseScenario(source: string): ParsedScenario {
  // A byte order mark is no part of the text; editors do not count it either.
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
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
            message: `expected "schema": "${SCENARIO_SCHEMA}"${other === undefined ? '' : `, found "${quoted(other)}"`}`,
          },
        ],
      };
    const include = includeOf(json);
    if (include) return { problems: [include] };
    const parsed = Scenario.safeParse(json.value);
    if (!parsed.success)
      return {
        problems: parsed.error.issues.slice(0, MOST).map((issue) => ({
          ...json.placeOf(issue.path),
          message: `${where(issue.path)}${wordsOf(issue, json.value)}`,
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

/** A file that wants others to be read: there are no includes, so that a scenario is the same wherever it is read. */
function includeOf({ value, placeOf }: PlacedJson): ScenarioTextProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = Object.keys(value).find((key) => /^(\$?include|includes|import|imports|extends|\$ref)$/i.test(key));
  if (name === undefined) return undefined;
  return {
    ...placeOf([name]),
    message: `"${quoted(name)}": a scenario is one file and includes no others; write their locks and threads here`,
  };
}

type Issue = NonNullable<ReturnType<typeof Scenario.safeParse>['error']>['issues'][number];

/** What the schema says, with what stands there instead. */
function wordsOf(issue: Issue, value: unknown): string {
  const found = issue.path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
  const shown =
    typeof found === 'string' || typeof found === 'number' ? `, found ${quoted(JSON.stringify(found))}` : '';
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'op')
    return `expected one of ${OPERATIONS.join(', ')}${shown}`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}${shown}`;
  return issue.message.replace(/^Invalid input: /, '');
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}
