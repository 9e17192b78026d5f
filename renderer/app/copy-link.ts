/** The link to what is on screen, for a notebook, a mail, or somebody who has the same capture. */
import { leftOutWords, makeLink } from '../../shared/notebook/write-link.ts';
import { showNote } from '../notebook/note.ts';
import { problemOf } from './bridge.ts';
import { currentPlace } from './navigation.ts';
import { showProblem } from './store.ts';

function make(): { readonly link: string; readonly leftOut: string | undefined } {
  const place = currentPlace();
  const made = makeLink(place);
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
