/** What a report kind has of its own. Everything else (stacks, held lists, tables) is shared by all kinds. */
import type { Report, ReportKind } from '../../contract/report.ts';
import type { Draft } from '../draft.ts';

/** A sentence of the kernel that says what comes next. */
export interface Prompt {
  /** Matches the whole line without blanks around it; must be linear. */
  readonly pattern: RegExp;
  /** A word that every such line has, where the pattern begins with anything: looked for first. */
  readonly word?: string;
  /** Note what the sentence says and where the next lock or stack goes. Returning false: not this sentence after all. */
  apply(match: RegExpExecArray, draft: Draft): boolean | undefined;
}

export type AnyReport = Omit<Report, 'signature' | 'completeness'>;

export interface KindGrammar {
  readonly kind: ReportKind;
  /** Words of the headline (without WARNING: and brackets) that open such a report. */
  readonly headlines: readonly RegExp[];
  /** True when the headline alone may be prose and more must follow before the report counts. Default: true. */
  readonly prompts: readonly Prompt[];
  /** Parts without which the report is truncated, in words. */
  core(report: AnyReport): readonly string[];
  /** Parts that the kernel prints as well. */
  rest(report: AnyReport): readonly string[];
  /** What identifies the bug: stable between boots, machines and builds. */
  identity(report: AnyReport): readonly string[];
  /** What conflicts with what, one sentence without a full stop. */
  sentence(report: AnyReport): string;
}
