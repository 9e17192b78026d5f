import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validate } from '../lockdep/model/validate.ts';
import { explore } from './explore.ts';
import { parseScenario } from './parse-scenario.ts';
import { replayStates } from './replay/default-schedule.ts';
import { ALL_TYPES, scenarioFromTape } from './testing/random-scenario.ts';

const text = (threads: string): string =>
  `{ "schema": "lockstep.scenario/1",\n  "locks": [ { "id": "A", "type": "mutex", "class": "A" } ],\n  "threads": [\n${threads}\n  ] }`;
const first = (source: string): string => {
  const { problems } = parseScenario(source);
  return problems[0] === undefined ? 'none' : `${problems[0].line}:${problems[0].column} ${problems[0].message}`;
};

describe('scenario text', () => {
  it('is read with defaults filled in', () => {
    const { scenario } = parseScenario(text('    { "id": "T0", "steps": [ { "op": "acquire", "lock": "A" } ] }'));
    expect(scenario?.threads[0]).toEqual({
      id: 'T0',
      context: 'task',
      steps: [{ op: 'acquire', lock: 'A', mode: 'write', try: false }],
    });
  });

  it.each([
    ['', '1:1 expected a value, found the end of the file'],
    ['{ "schema": "x" }', '1:13 expected "schema": "lockstep.scenario/1", found "x"'],
    ['[]', '1:1 expected "schema": "lockstep.scenario/1"'],
    ['{ "a": 1,\n  "a": 2 }', '2:3 a second "a" in the same object'],
    ['{ "a": nope }', '1:8 expected a value, found nope'],
    [
      text('{ "id": "T0", "steps": [ { "op": "release", "lock": "A" } ] }'),
      '4:53 thread "T0" releases "A", which it does not hold',
    ],
    [text('{ "id": "T0", "steps": [\n { "op": "acquire", "lock": "B" } ] }'), '5:29 no lock "B"; declared are A'],
    [
      text('{ "id": "T0", "steps": [ { "op": "irq-on" } ] }'),
      '4:34 thread "T0" switches interrupts on, which are not off',
    ],
    [
      text('{ "id": "T0", "steps": [ { "op": "acquir", "lock": "A" } ] }'),
      '4:34 threads.0.steps.0.op: expected one of acquire, release, wait, complete, irq-off, irq-on, bh-off, bh-on, found "acquir"',
    ],
    [
      text('{ "id": "T0", "context": "nmi", "steps": [] }'),
      '4:26 threads.0.context: expected one of task, softirq, hardirq, found "nmi"',
    ],
    [text('{ "id": "T0" }'), '4:1 threads.0.steps: expected array, received undefined'],
    [text('{ "id": "T0", "steps": [] }, { "id": "T0", "steps": [] }'), '4:38 a second thread "T0"'],
    [text('{ "id": "", "steps": [] }'), '4:9 a thread needs a name'],
    // Files that include each other, or themselves, or anything: there are no includes.
    [
      '{ "schema": "lockstep.scenario/1",\n  "include": ["a.lockstep"], "locks": [], "threads": [] }',
      '2:14 "include": a scenario is one file and includes no others; write their locks and threads here',
    ],
    // What a terminal would obey is spelled out.
    ['{ "schema": \u0000 }', '1:13 expected a value, found "U+0000"'],
    ['{ "schema": "\u202e\u009b31m" }', '1:13 expected "schema": "lockstep.scenario/1", found "U+202EU+009B31m"'],
    [
      text('{ "id": "T\\u001b[2J", "steps": [ { "op": "release", "lock": "A" } ] }'),
      '4:61 thread "TU+001B[2J" releases "A", which it does not hold',
    ],
    ['\ufeff{ "schema": "x" }', '1:13 expected "schema": "lockstep.scenario/1", found "x"'],
  ])('with a mistake names its place: %j', (source, expected) => {
    expect(first(source)).toBe(expected);
  });

  it('with too many threads is refused, quickly', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `{ "id": "T${i}", "steps": [] }`).join(',\n');
    expect(first(text(many))).toBe('3:14 5000 threads; at most 31 are possible');
    expect(first('['.repeat(100_000))).toMatch(/nested deeper/);
  });

  it('of any damage is an error at a place of the text, in one short line', () => {
    const shape = { threads: 3, locks: 3, steps: 4, types: ALL_TYPES, tries: true, interrupts: true };
    const anything = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.nat(999), { maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(9999), fc.nat(30), anything), { minLength: 1, maxLength: 4 }),
        (tape, damages) => {
          let source = JSON.stringify(scenarioFromTape(tape, shape), null, 1);
          for (const [at, length, put] of damages) {
            const from = at % source.length;
            source = source.slice(0, from) + put + source.slice(from + length);
          }
          const lines = source.replace(/^\ufeff/, '').split('\n');
          for (const { line, column, message } of parseScenario(source).problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
            expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
            expect(message.length).toBeLessThan(400);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of any JSON of about the right shape is read or refused', () => {
    const name = fc.constantFrom('A', 'B', 'T0', '', '__proto__', 'constructor', 'toString');
    const loose = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
      fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 });
    const op = fc.constantFrom('acquire', 'release', 'wait', 'complete', 'irq-off', 'irq-on', 'bh-off', 'bh-on', 'x');
    const step = fc.record({ op: loose(op), lock: loose(name), mode: loose(fc.constantFrom('read', 'write')) });
    const lock = fc.record({
      id: loose(name),
      type: loose(fc.constantFrom('mutex', 'completion', 'active_ref', 'tuple')),
      class: loose(name),
      subclass: loose(fc.integer({ min: -1, max: 9 })),
    });
    const thread = fc.record(
      {
        id: loose(name),
        context: loose(fc.constantFrom('task', 'softirq', 'hardirq')),
        on: loose(name),
        steps: loose(fc.array(loose(step), { maxLength: 6 })),
      },
      { requiredKeys: ['id', 'steps'] },
    );
    const file = fc.record({
      schema: loose(fc.constant('lockstep.scenario/1')),
      locks: loose(fc.array(loose(lock), { maxLength: 3 })),
      threads: loose(fc.array(loose(thread), { maxLength: 3 })),
    });
    fc.assert(
      fc.property(file, (value) => {
        const { scenario, problems } = parseScenario(JSON.stringify(value));
        expect(scenario === undefined).toBe(problems.length > 0);
        if (!scenario) return;
        // What is accepted can be run by all three.
        validate(scenario, { keepGoing: true });
        replayStates(scenario);
        explore(scenario, { maxStates: 2000 });
      }),
      { numRuns: 1000 },
    );
  });

  it('reads what it writes, and never throws', () => {
    const shape = { threads: 4, locks: 3, steps: 5, types: ALL_TYPES, tries: true, interrupts: true };
    fc.assert(
      fc.property(fc.array(fc.nat(999), { maxLength: 80 }), fc.string(), fc.nat(1000), (tape, noise, at) => {
        const scenario = scenarioFromTape(tape, shape);
        const written = JSON.stringify(scenario, null, 1);
        expect(parseScenario(written)).toEqual({ scenario, problems: [] });
        expect(() =>
          parseScenario(written.slice(0, at % written.length) + noise + written.slice(at % written.length)),
        ).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});
