/** The link to what is on screen, for a notebook, a mail, or somebody who has the same capture. */
import { MAX_LINK } from '../../shared/notebook/place-link.ts';
import { leftOutWords, makeLink } from '../../shared/notebook/write-link.ts';
import { showNote } from '../notebook/note.ts';
import { problemOf } from './bridge.ts';
import { scheduleUpToHere } from '../scenario/run-on-screen.ts';
import { currentPlace } from './navigation.ts';
import { showProblem } from './store.ts';

function make(): { readonly link: string; readonly leftOut: string | undefined } {
  const place = currentPlace();
  const made = makeLink(place);
  const schedule = made.leftOut.includes('run') ? scheduleUpToHere() : undefined;
  if (schedule !== undefined && 'step' in place) {
    // The step is what is pointed at; what was chosen after it is told to be missing.
    const upToHere = makeLink({ ...place, schedule });
    if (upToHere.leftOut.length === 0)
      return {
        link: upToHere.link,
        leftOut: `The link leads to this step; what was chosen after it did not fit into ${MAX_LINK} characters.`,
      };
  }
  return { link: made.link, leftOut: leftOutWords(place, made) };
}

/** The link of the place on screen, for a button that says itself that it was copied. What it has no room for is said. */
export function linkHere(): string {
  const { link, leftOut } = make();
  if (leftOut !== undefined) showNote(leftOut, [], true);
  return link;
}

/** By key, where nothing else on screen would change. */
export function copyLink(): void {
  const { link, leftOut } = make();
  navigator.clipboard.writeText(link).then(
    () => showNote(leftOut ?? 'Link copied.', [], leftOut !== undefined),
    (error: unknown) => showProblem(problemOf(error)),
  );
}
