/** The objects whose JSON Schema `lockstep schema` prints (docs/contracts.md). */
import { Report } from './report.ts';
import { Scenario, Validation, Verdict } from './scenario.ts';

export const schemas = {
  report: Report,
  scenario: Scenario,
  verdict: Verdict,
  validation: Validation,
} as const;
