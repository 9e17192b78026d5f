/** Numbers that are equal for nodes which can reach each other (strongly connected components, Kosaraju's way). */
export function components(edges: readonly Uint8Array[]): readonly number[] {
  const order: number[] = [];
  const visit = (
    start: number,
    onward: (at: number, to: number) => boolean,
    seen: Set<number>,
    leave: (at: number) => void,
  ): void => {
    const stack: { at: number; next: number }[] = [{ at: start, next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = top.next++;
      if (to >= edges.length) {
        leave(top.at);
        stack.pop();
      } else if (!seen.has(to) && onward(top.at, to)) {
        seen.add(to);
        stack.push({ at: to, next: 0 });
      }
    }
  };
  const forward = new Set<number>();
  edges.forEach((_, at) => {
    if (!forward.has(at))
      visit(
        at,
        (from, to) => edges[from]![to] === 1,
        forward,
        (left) => order.push(left),
      );
  });
  const component = edges.map(() => -1);
  const backward = new Set<number>();
  for (const at of order.reverse())
    if (!backward.has(at))
      visit(
        at,
        (to, from) => edges[from]![to] === 1,
        backward,
        (left) => (component[left] = at),
      );
  return component;
}
