/** A recording that grew long goes on in a next one: those are the parts of one console. */

interface Part {
  readonly id: string;
  /** Id of the part before this one. */
  readonly continues?: string | undefined;
}

/** @returns the part in which this one goes on, if there is one */
export const nextPartOf = <T extends Part>(consoles: readonly T[], id: string): T | undefined =>
  consoles.find(({ continues }) => continues === id);

/** @returns all parts of its console that are there, the first one first; itself alone when it has no others */
export function partsOf<T extends Part>(consoles: readonly T[], one: T): readonly T[] {
  const parts = [one];
  const add = (part: T | undefined, where: 'push' | 'unshift'): boolean => {
    if (part === undefined || parts.includes(part)) return false;
    parts[where](part);
    return true;
  };
  while (
    add(
      consoles.find(({ id }) => id === parts[0]?.continues),
      'unshift',
    )
  );
  while (add(nextPartOf(consoles, parts.at(-1)?.id ?? ''), 'push'));
  return parts;
}

/** @returns ids of the parts before this one that are there, the latest first */
export function partsBefore(consoles: readonly Part[], one: Part): readonly string[] {
  const parts = partsOf(consoles, one).map(({ id }) => id);
  return parts.slice(0, parts.indexOf(one.id)).reverse();
}
