import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('draws at once what comes after a silence', () => {
  const pace = new Pace();
  expect(pace.wait(1000, 1000, false)).toBe(16);
  pace.drawn(1016, 1026);
  expect(pace.wait(2000, 2000, false)).toBe(16);
});

it('pauses in proportion to what drawing takes, but never for long', () => {
  const pace = new Pace();
  pace.drawn(1000, 1010);
  expect(pace.wait(1020, 1020, false)).toBe(70);
  pace.drawn(1000, 1200);
  expect(pace.wait(1210, 1210, false)).toBe(500);
});

it('lets no report wait for the pause', () => {
  const pace = new Pace();
  pace.drawn(1000, 1020);
  expect(pace.wait(1030, 1030, true)).toBe(16);
  expect(pace.wait(1040, 1020, true)).toBe(0);
});

it('lets the answer to a key be seen first, unless drawing is cheap', () => {
  const pace = new Pace();
  pace.drawn(1000, 1005);
  pace.keyPressed(1100);
  expect(pace.wait(1101, 1090, false)).toBe(59);
  pace.drawn(1200, 1202);
  pace.keyPressed(1300);
  expect(pace.wait(1301, 1290, false)).toBe(5);
});

it('goes on drawing while keys are held down', () => {
  const pace = new Pace();
  pace.drawn(1000, 1010);
  pace.keyPressed(1590);
  expect(pace.wait(1590, 1100, false)).toBe(10);
});
