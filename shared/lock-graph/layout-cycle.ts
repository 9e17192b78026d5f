/** Where to draw the nodes of a circle. */

/** Position in the same unit as the size given, y downwards. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/**
 * @param n number of nodes, in the order of the circle.
 * @param size side of the square to fill, in any unit.
 * @param margin kept free on each side, in the same unit.
 * @returns one position each, clockwise from the left for two nodes (side by side) and from the top otherwise.
 */
export function layoutCycle(n: number, size: number, margin = size / 10): readonly Position[] {
  const centre = size / 2;
  const radius = Math.max(0, centre - margin);
  if (n === 1) return [{ x: centre, y: centre }];
  const start = n === 2 ? Math.PI : -Math.PI / 2;
  return Array.from({ length: n }, (_, at) => {
    const angle = start + (2 * Math.PI * at) / n;
    return { x: round(centre + radius * Math.cos(angle)), y: round(centre + radius * Math.sin(angle)) };
  });
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
