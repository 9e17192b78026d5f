/**
 * A piece of evidence as Markdown that reads well as plain text, in any viewer and in a mail: a bold line, a few facts,
 * the machine text unwrapped in a fence, and the link that opens it again. No heading, so it fits under any.
 */
import type { ReportKind } from '../contract/report.ts';
import {
  placeOfEvidence,
  type CaptureRange,
  type Evidence,
  type LogLinesEvidence,
  type ReplayStepEvidence,
  type ReportEvidence,
  type ReportIdentity,
  type SourceLineEvidence,
  type WhatIfEvidence,
} from './evidence.ts';
import { codeBlock, codeSpan, words } from './markdown-text.ts';
import { leftOutWords, makeLink } from './write-link.ts';

const KINDS: Readonly<Record<ReportKind, string>> = {
  circular: 'circular dependency',
  recursive: 'recursive locking',
  'irq-unsafe-order': 'irq-unsafe order',
  'irq-inversion': 'irq inversion',
  'inconsistent-state': 'inconsistent state',
  'invalid-wait-context': 'invalid wait context',
  'nested-lock-not-taken': 'nest lock not taken',
  'bad-unlock-balance': 'bad unlock',
  'bad-contention-balance': 'bad contention',
  'held-lock-freed': 'held lock freed',
  'locks-held-at-exit': 'locks held at exit',
  'locks-held-in-user': 'lock held in user space',
  'suspicious-rcu': 'suspicious RCU usage',
  'non-static-key': 'non-static key',
  'lockdep-limit': 'lockdep limit',
  'held-locks-dump': 'held locks',
  'hung-task': 'hung task',
  'cpuhp-instances-left': 'cpuhp instances left',
};

/** The kind of a report in words. */
export const kindInWords = (kind: ReportKind): string => KINDS[kind];

const fact = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`- ${name}: ${value}`];

/** Absolute and the same for every reader: `2026-07-31 12:04:09 UTC`. */
const moment = (milliseconds: number): string =>
  `${new Date(Math.min(milliseconds, 8.64e15)).toISOString().slice(0, -5).replace('T', ' ')} UTC`;

function timeOf({ printkTime, arrivedAt }: ReportIdentity): string | undefined {
  const parts = [
    ...(printkTime === undefined ? [] : [`${printkTime.toFixed(6)} s on the kernel's clock`]),
    ...(arrivedAt === undefined ? [] : [`read ${moment(arrivedAt)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

const linesOf = (first: number, last: number): string => (first === last ? `line ${first}` : `lines ${first}–${last}`);

const captureFacts = (capture: CaptureRange, lines?: string): readonly string[] => [
  ...fact(
    'Capture',
    `${codeSpan(capture.consoleName)}, ${lines === undefined ? '' : `${lines}, `}bytes ${capture.firstByte}–${capture.lastByte}`,
  ),
  ...fact('SHA-256', capture.sha256 === undefined ? undefined : codeSpan(capture.sha256)),
];

const taskAndKernel = ({ task, kernel }: ReportIdentity): string | undefined => {
  const parts = [
    ...(task === undefined ? [] : [codeSpan(task)]),
    ...(kernel === undefined ? [] : [`on ${codeSpan(kernel)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
};

const list = (names: readonly string[]): string => names.map(codeSpan).join(', ');

function report(evidence: ReportEvidence): readonly string[] {
  const quoted =
    evidence.text === undefined
      ? []
      : [codeBlock(evidence.text, 'text')].concat(
          evidence.linesLeftOut ? [`${evidence.linesLeftOut} more lines of this report in the capture.`] : [],
        );
  return [
    `**${words(evidence.sentence)}**`,
    [
      ...fact('Report', kindInWords(evidence.kind)),
      ...fact('Task', taskAndKernel(evidence)),
      ...fact('Time', timeOf(evidence)),
      ...fact('Not in the log', evidence.missing.length === 0 ? undefined : evidence.missing.map(words).join(', ')),
      ...captureFacts(evidence.capture, linesOf(evidence.firstLine, evidence.lastLine)),
      ...fact('Signature', codeSpan(evidence.signature)),
    ].join('\n'),
    ...quoted,
  ];
}

function replayStep(evidence: ReplayStepEvidence): readonly string[] {
  const threads = evidence.threads.map(({ thread, holds, waitsFor }) => {
    const held = holds.length === 0 ? 'holds nothing' : `holds ${list(holds)}`;
    return `- ${words(thread)}: ${held}${waitsFor === undefined ? '' : `; waits for ${codeSpan(waitsFor)}`}`;
  });
  const { deadlock } = evidence;
  const circle = [...(deadlock ?? []), ...(deadlock ?? []).slice(0, 1)].map(words).join(' → ');
  return [
    `**Step ${evidence.step} of ${evidence.steps}: ${words(evidence.sentence)}**`,
    [
      ...threads,
      ...(deadlock === undefined ? [] : [`- Deadlock: ${circle}, each waits for the next`]),
      ...fact('Schedule', evidence.variant === undefined ? undefined : words(evidence.variant)),
      ...fact('Replay of', words(evidence.report.sentence)),
      ...fact('Task', taskAndKernel(evidence.report)),
    ].join('\n'),
  ];
}

function whatIf(evidence: WhatIfEvidence): readonly string[] {
  return [
    `**What if ${words(evidence.changes.join('; '))}?**`,
    [
      ...fact('Answer', words(evidence.verdict)),
      ...fact('Before', words(evidence.before)),
      ...fact('After', words(evidence.after)),
      ...fact('Scenario of', words(evidence.subject)),
    ].join('\n'),
  ];
}

function sourceLine(evidence: SourceLineEvidence): readonly string[] {
  const { file, line, version, symbol } = evidence;
  const first = evidence.firstLine ?? line;
  const last = first + Math.max(0, evidence.text.replace(/\n+$/, '').split('\n').length - 1);
  const name = `${file}:${line}${version === undefined ? '' : `@${version}`}`;
  const facts = [
    ...fact('Function', symbol === undefined ? undefined : codeSpan(symbol)),
    ...fact('Lines', first === last ? undefined : `${first}–${last}`),
    ...fact(
      'Precision',
      evidence.precision === 'function'
        ? 'the definition of the function, found by name; the line of the call is not known'
        : undefined,
    ),
  ];
  return [`**${codeSpan(name)}**`, ...(facts.length === 0 ? [] : [facts.join('\n')]), codeBlock(evidence.text, 'c')];
}

function logLines(evidence: LogLinesEvidence): readonly string[] {
  const { firstLine, lastLine, capture } = evidence;
  return [
    `**Console ${codeSpan(capture.consoleName)}, ${linesOf(firstLine, lastLine)}**`,
    [
      ...fact('Kernel', evidence.kernel === undefined ? undefined : codeSpan(evidence.kernel)),
      ...captureFacts(capture),
    ].join('\n'),
    codeBlock(evidence.text, 'text'),
  ];
}

function blocks(evidence: Evidence): readonly string[] {
  switch (evidence.evidence) {
    case 'report':
      return report(evidence);
    case 'replay-step':
      return replayStep(evidence);
    case 'what-if':
      return whatIf(evidence);
    case 'source-line':
      return sourceLine(evidence);
    case 'log-lines':
      return logLines(evidence);
  }
}

/** A piece of evidence as a block of Markdown, without a line end after it. What its link has no room for is said there. */
export function evidenceToMarkdown(evidence: Evidence): string {
  const place = placeOfEvidence(evidence);
  const made = makeLink(place);
  const leftOut = leftOutWords(place, made);
  const link = `[open in Lockstep](${made.link})${leftOut === undefined ? '' : ` (${leftOut})`}`;
  return [...blocks(evidence), link].join('\n\n');
}

/** What happened, without how it was earlier. */
const firstClause = (sentence: string): string => sentence.replace(/; .*$/s, '');

function subjectOf(evidence: Evidence): string {
  switch (evidence.evidence) {
    case 'report':
      return firstClause(evidence.sentence);
    case 'replay-step':
      return firstClause(evidence.report.sentence);
    case 'what-if':
      return firstClause(evidence.subject);
    case 'source-line':
      return `${evidence.file}:${evidence.line}`;
    case 'log-lines':
      return evidence.capture.consoleName;
  }
}

/** Longest title we make up, in characters. */
const MAX_TITLE = 120;

/** What a notebook is called that is begun with this evidence; one line. */
export function titleForEvidence(evidence: Evidence): string {
  const title = subjectOf(evidence).replace(/[\s\p{Cc}\p{Cf}\p{Surrogate}]+/gu, ' ');
  const characters = Array.from(title.trim());
  if (characters.length === 0) return 'Investigation';
  return characters.length <= MAX_TITLE ? characters.join('') : `${characters.slice(0, MAX_TITLE - 1).join('')}…`;
}
