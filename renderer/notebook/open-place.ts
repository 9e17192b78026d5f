/** Going where a link leads, also when the capture it speaks of isn't in the list of consoles (any more). */
import type { Console, Problem } from '../../shared/contract/ipc.ts';
import { parseLink } from '../../shared/notebook/place-link.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { call, problemOf } from '../app/bridge.ts';
import { go } from '../app/navigation.ts';
import { showProblem, useWorkbench } from '../app/store.ts';

/** What opening a place needs from the outside; replaced in tests. */
export interface PlaceOpener {
  readonly isListed: (consoleId: string) => boolean;
  readonly reopen: (consoleId: string) => Promise<Console>;
  readonly go: (place: Place) => void;
  readonly showProblem: (problem: Problem) => void;
}

const workbench: PlaceOpener = {
  isListed: (consoleId) => useWorkbench.getState().consoles.some(({ id }) => id === consoleId),
  reopen: (consoleId) => call('console.reopen', { id: consoleId }),
  go,
  showProblem,
};

/** The problem to show when a capture cannot be opened again. */
export function captureProblem(consoleId: string, problem: Problem): Problem {
  return {
    code: problem.code,
    message: `This link leads into the capture “${consoleId}”, which can't be opened: ${problem.message}`,
    hint:
      problem.hint ??
      'The capture was removed or was recorded on another machine. What the notebook says about it is still there; open the original log to get the report back.',
  };
}

/**
 * Go to a place; the capture it needs is opened first.
 * @returns false when it could not be opened (the user has been told why)
 */
export async function openPlace(place: Place, opener: PlaceOpener = workbench): Promise<boolean> {
  if ((place.at === 'report' || place.at === 'console') && !opener.isListed(place.consoleId)) {
    try {
      await opener.reopen(place.consoleId);
    } catch (error) {
      opener.showProblem(captureProblem(place.consoleId, problemOf(error)));
      return false;
    }
  }
  opener.go(place);
  return true;
}

/** Follow a `lockstep:` link. */
export async function openLink(link: string, opener: PlaceOpener = workbench): Promise<boolean> {
  const parsed = parseLink(link);
  if ('problem' in parsed) {
    opener.showProblem({ code: 'bad-link', ...parsed.problem });
    return false;
  }
  return openPlace(parsed, opener);
}
