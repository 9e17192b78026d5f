/**
 * possible recursive locking: one task holds a lock of a class and acquires one of the same class. The same instance is
 * a deadlock of one thread; two instances are one only when somebody takes them the other way round
 * (kernel/locking/lockdep.c, print_deadlock_bug, 6.12).
 */
import type { LockRef, Report, ReportLine } from '../../contract/report.ts';
import { acquiredMode } from '../lock-modes.ts';
import type {
  Evidence,
  ReplayLock,
  ReplayScenario,
  ReplayStep,
  ReplayThread,
  Unavailable,
} from '../replay-scenario.ts';
import {
  bothRead,
  lineOf,
  makeScenario,
  releasesOf,
  replayLock,
  stackEvidence,
  takeStep,
  taskTitle,
  writerInBetween,
} from './parts.ts';

/** See `scenarioFromReport`. */
export function recursiveScenario(report: Report, lines: readonly ReportLine[]): ReplayScenario | Unavailable {
  const { acquiring, holding } = report;
  if (!acquiring || !holding)
    return { unavailable: `The log lacks the line of the lock that is ${acquiring ? 'held' : 'being acquired'}.` };
  const different =
    acquiring.address !== undefined && holding.address !== undefined && acquiring.address !== holding.address;
  return different ? twoInstances(report, lines, acquiring, holding) : oneInstance(report, lines, acquiring, holding);
}

function steps(
  report: Report,
  lines: readonly ReportLine[],
  acquiring: LockRef,
  holding: LockRef,
  held: ReplayLock,
  wanted: ReplayLock,
): ReplayStep[] {
  const hold = takeStep({
    role: 'hold',
    lock: held,
    judged: acquiredMode(holding.name, held.type, holding.at ? [holding.at] : []),
    evidence: headerEvidence(lines, holding, '/holding', (frame) => `Taken at ${frame}, as the report says.`),
  });
  const stack = report.backtrace ?? [];
  const judged = acquiredMode(acquiring.name, wanted.type, acquiring.at ? [acquiring.at] : stack);
  const want = takeStep({
    role: 'want',
    lock: wanted,
    judged,
    evidence:
      acquiring.at || stack.length === 0
        ? headerEvidence(lines, acquiring, '/acquiring', (frame) => `Wanted now, at ${frame}.`)
        : stackEvidence(lines, stack, '/backtrace', (frame) => `Wanted now, in ${frame}.`),
  });
  return [hold, want];
}

function headerEvidence(
  lines: readonly ReportLine[],
  lock: LockRef,
  pointer: string,
  words: (frame: string) => string,
): Evidence {
  const logLine = lineOf(lines, pointer);
  return {
    known: lock.at !== undefined,
    words: lock.at ? words(`${lock.at.symbol}()`) : 'The report does not say where.',
    pointer,
    ...(lock.at ? { frame: lock.at } : {}),
    ...(logLine === undefined ? {} : { logLine }),
  };
}

function currentThread(report: Report, taken: readonly ReplayStep[]): ReplayThread {
  const title = taskTitle(report);
  return {
    id: 'T0',
    title,
    context: 'task',
    origin: 'current',
    inferred: false,
    words: `${title}, the task that lockdep stopped.`,
    steps: [...taken, ...releasesOf(taken)],
  };
}

function frames(report: Report, acquiring: LockRef, holding: LockRef): ReturnType<typeof stacksOf> {
  return stacksOf(report, [acquiring, holding]);
}

function stacksOf(report: Report, locks: readonly LockRef[]): NonNullable<Report['backtrace']>[] {
  const sites = locks.flatMap((lock) => (lock.at ? [[lock.at]] : []));
  return report.backtrace ? [...sites, report.backtrace.filter((frame) => frame.reliable)] : sites;
}

function oneInstance(
  report: Report,
  lines: readonly ReportLine[],
  acquiring: LockRef,
  holding: LockRef,
): ReplayScenario {
  const lock = replayLock(report, acquiring, frames(report, acquiring, holding));
  const taken = steps(report, lines, acquiring, holding, lock, lock);
  const thread = currentThread(report, taken);
  const writers = bothRead(lock, taken[1]!, taken[0]!) ? [writerInBetween('W0', lock, 'T0', 'T0')] : [];
  const assumptions =
    acquiring.address === undefined
      ? ['The report prints no address: it is assumed that both are the same lock, not two of one class.']
      : [];
  if (writers.length > 0)
    assumptions.push('Both are readers: this blocks only when a writer comes in between, which is assumed.');
  return makeScenario('recursive', [lock], [thread, ...writers], assumptions);
}

function twoInstances(
  report: Report,
  lines: readonly ReportLine[],
  acquiring: LockRef,
  holding: LockRef,
): ReplayScenario {
  const stacks = frames(report, acquiring, holding);
  const held = replayLock(report, holding, stacks, `${holding.class} @${holding.address!}`);
  const wanted = replayLock(report, acquiring, stacks, `${acquiring.class} @${acquiring.address!}`);
  const taken = steps(report, lines, acquiring, holding, held, wanted);
  const words =
    'Nobody in the report: somebody who takes the two the other way round. Without one this is no deadlock and only lacks a nesting annotation.';
  const evidence: Evidence = { known: false, words };
  const judged = { mode: 'write', certainty: 'assumed' } as const;
  const reversed = [
    takeStep({ role: 'hold', lock: wanted, judged, evidence }),
    takeStep({ role: 'want', lock: held, judged, evidence }),
  ];
  const other: ReplayThread = {
    id: 'T1',
    title: 'somebody in the other order (assumed)',
    context: 'task',
    origin: 'assumed',
    inferred: true,
    words,
    steps: [...reversed, ...releasesOf(reversed)],
  };
  return makeScenario(
    'recursive',
    [held, wanted],
    [currentThread(report, taken), other],
    [
      'The addresses differ: these are two locks of one class. It is assumed that somebody takes them in the other order; the report does not say so.',
    ],
  );
}
