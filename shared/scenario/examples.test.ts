/** The written cases that are shipped say what their texts say. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNotes } from './notes.ts';
import { parseScenario } from './parse-scenario.ts';
import { changeScenario, readWhatIfText, resultOf, textOfWhatIf } from './what-if-text.ts';
import { judge } from './what-if.ts';

const folder = new URL('../../resources/examples/cases/', import.meta.url);

describe('the examples', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.lockstep'));
  it('are there', () => expect(files).toHaveLength(5));
  it.each(files)('%s explores to a deadlock, and its changes fit', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { scenario, problems } = parseScenario(text);
    expect(problems).toEqual([]);
    const notes = readNotes(text);
    expect(notes.title).toBeDefined();
    expect(notes.about.length).toBeGreaterThan(1);
    expect(notes.whatIf.length).toBeGreaterThan(1);
    const as = judge(scenario!);
    const told = [`as it is: ${as.exploration.answer}, lockdep ${as.lockdep.join() || 'silent'}`];
    for (const { title, changes } of notes.whatIf) {
      const changed = changeScenario(scenario!, changes);
      expect(changed.problem).toBeUndefined();
      expect(readWhatIfText(scenario!, textOfWhatIf(changed))).toEqual(changed);
      const { exploration, lockdep } = judge(resultOf(changed));
      told.push(`${title}: ${exploration.answer}, lockdep ${lockdep.join() || 'silent'}`);
    }
    expect(told).toMatchSnapshot();
  });
});
