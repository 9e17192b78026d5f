/** Links of places (`shared/notebook/place-link.ts`), pasted into "go to anything" or into the window. */
import { parseLink, type LinkProblem } from '../../shared/notebook/place-link.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { plural } from '../ui/words.ts';
import { visibleText } from '../ui/visible-text.ts';
import { go } from './navigation.ts';
import { placeWords } from './place-words.ts';
import { showProblem, useWorkbench, type WorkbenchState } from './store.ts';

export interface ReadLink {
  readonly place: Place;
  /** Where it leads, in words. */
  readonly title: string;
  /** Why it leads there only in part; absent when all is well. */
  readonly missing?: LinkProblem;
}

/** Where in a replay a place is. */
function momentWords(place: Place): string {
  if (place.at !== 'report' && place.at !== 'scenario') return '';
  const parts = [
    place.step === undefined ? undefined : `step ${place.step}`,
    place.schedule === undefined ? undefined : 'a run of its own',
    place.whatIf === undefined ? undefined : `what if: ${plural(place.whatIf.split('.').length, 'change')}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` · ${parts.join(' · ')}`;
}

/** What a link means here: a place, or why not. */
export function readLink(text: string, state: WorkbenchState): ReadLink | { readonly problem: LinkProblem } {
  const place = parseLink(text);
  if ('problem' in place) return place;
  const title = visibleText(placeWords(place, state) + momentWords(place));
  const isMissing = 'consoleId' in place && state.consoles.every(({ id }) => id !== place.consoleId);
  if (!isMissing) return { place, title };
  return {
    place,
    title,
    missing: {
      message: `The capture of this link, “${visibleText(place.consoleId)}”, is not open here.`,
      hint: 'Go there to open it again from the captures on this machine; a link does not carry the capture itself.',
    },
  };
}

/** Go where a link leads; what is wrong with it is shown. */
export function followLink(text: string): void {
  const read = readLink(text, useWorkbench.getState());
  if ('problem' in read) {
    showProblem({ code: 'bad-link', ...read.problem });
    return;
  }
  go(read.place);
}
