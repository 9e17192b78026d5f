interface Identified {
  readonly id: string;
}

/** Replace what has changed where it stands, add what is new at the end; one pass, however many have changed. */
export function mergeById<T extends Identified>(list: readonly T[], changed: ReadonlyMap<string, T>): readonly T[] {
  if (changed.size === 0) return list;
  const known = new Set(list.map(({ id }) => id));
  const added = [...changed.values()].filter(({ id }) => !known.has(id));
  return [...list.map((old) => changed.get(old.id) ?? old), ...added];
}
