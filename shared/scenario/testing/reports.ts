/** Report objects for tests, written by hand. */
import { REPORT_SCHEMA, type ChainEntry, type Frame, type LockRef, type Report } from '../../contract/report.ts';
import { byteOffset, lineNumber } from '../../contract/units.ts';

export function frame(symbol: string): Frame {
  return { symbol, offset: 16, size: 64, reliable: true };
}

export function lock(name: string, at?: string, address?: string): LockRef {
  const [bare, subclass] = name.split('/');
  const version = /#(\d+)$/.exec(bare!)?.[1];
  return {
    class: name,
    name: bare!.replace(/#\d+$/, ''),
    ...(version ? { version: Number(version) } : {}),
    ...(subclass ? { subclass: Number(subclass) } : {}),
    ...(at ? { at: frame(at) } : {}),
    ...(address ? { address } : {}),
  };
}

/** A report with what every report has. */
export function report(parts: Partial<Report> & Pick<Report, 'kind'>): Report {
  return {
    schema: REPORT_SCHEMA,
    title: 'possible circular locking dependency detected',
    source: {
      name: 'test',
      firstLine: lineNumber(1),
      lastLine: lineNumber(9),
      firstByte: byteOffset(0),
      lastByte: byteOffset(9),
    },
    task: { comm: 'insmod', pid: 42 },
    completeness: { state: 'complete', missing: [] },
    signature: 'test',
    ...parts,
  };
}

/**
 * A circular report over these locks, `classes[0]` wanted and the last one held.
 *
 * @param stacks the stack under `-> #k`, innermost function first.
 */
export function circular(
  classes: readonly string[],
  stacks: readonly (readonly string[])[],
  heldAt = 'holder',
): Report {
  const n = classes.length - 1;
  const chain = classes
    .map((name, index): ChainEntry => ({ index, lock: lock(name), frames: (stacks[index] ?? []).map(frame) }))
    .reverse();
  const middle = classes[n - 1]!;
  return report({
    kind: 'circular',
    acquiring: lock(classes[0]!, stacks[0]?.at(0)),
    holding: lock(classes[n]!, heldAt),
    chain,
    ...(n >= 2 ? { dependency: [classes[0]!, middle, classes[n]!] } : {}),
    scenario: {
      columns: ['CPU0', 'CPU1'],
      columnsInferred: false,
      steps: [
        { column: 0, action: 'lock', lock: classes[n]! },
        { column: 1, action: 'lock', lock: middle },
        { column: 1, action: 'lock', lock: classes[n]! },
        { column: 0, action: 'lock', lock: classes[0]! },
      ],
    },
  });
}
