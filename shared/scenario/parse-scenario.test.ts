import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
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
  ])('with a mistake names its place: %j', (source, expected) => {
    expect(first(source)).toBe(expected);
  });

  it('with too many threads is refused, quickly', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `{ "id": "T${i}", "steps": [] }`).join(',\n');
    expect(first(text(many))).toBe('3:14 5000 threads; at most 31 are possible');
    expect(first('['.repeat(100_000))).toMatch(/nested deeper/);
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
