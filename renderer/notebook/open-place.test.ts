import { describe, expect, it } from 'vitest';
import type { Console, Problem } from '../../shared/contract/ipc.ts';
import { byteOffset } from '../../shared/contract/units.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { RequestError } from '../app/bridge.ts';
import { openLink, openPlace, type PlaceOpener } from './open-place.ts';

function workbench(listed: readonly string[], onDisk: readonly string[]) {
  const reopened: string[] = [];
  const gone: Place[] = [];
  const problems: Problem[] = [];
  const opener: PlaceOpener = {
    isListed: (id) => listed.includes(id),
    reopen: (id) => {
      reopened.push(id);
      return onDisk.includes(id)
        ? Promise.resolve({} as Console)
        : Promise.reject(new RequestError({ code: 'ENOENT', message: 'There is no such capture.' }));
    },
    go: (place) => gone.push(place),
    showProblem: (problem) => problems.push(problem),
  };
  return { opener, reopened, gone, problems };
}

const place: Place = { at: 'report', consoleId: 'c1', firstByte: byteOffset(7), signature: 's' };

describe('opening a place from a link', () => {
  it('goes there when the console is in the list', async () => {
    const { opener, reopened, gone } = workbench(['c1'], []);
    expect(await openPlace(place, opener)).toBe(true);
    expect([reopened, gone]).toEqual([[], [place]]);
  });

  it('opens the capture first when it is not', async () => {
    const { opener, reopened, gone } = workbench([], ['c1']);
    expect(await openLink('lockstep:1/report/c1/7?sig=s', opener)).toBe(true);
    expect([reopened, gone]).toEqual([['c1'], [place]]);
  });

  it('says so when the capture is gone, and stays', async () => {
    const { opener, gone, problems } = workbench([], []);
    expect(await openPlace(place, opener)).toBe(false);
    expect(gone).toEqual([]);
    expect(problems[0]?.message).toContain('“c1”');
    expect(problems[0]?.hint).toContain('open the original log');
  });

  it('asks for nothing where no capture is needed', async () => {
    const { opener, reopened, gone } = workbench([], []);
    await openLink('lockstep:1/code/mm/slub.c?line=3', opener);
    expect([reopened, gone.length]).toEqual([[], 1]);
  });

  it('says what is wrong with a link', async () => {
    const { opener, gone, problems } = workbench([], []);
    expect(await openLink('lockstep:9/x', opener)).toBe(false);
    expect([gone, problems[0]?.code]).toEqual([[], 'bad-link']);
  });
});
