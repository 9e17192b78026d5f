/** Where the nodes of the graph go, and how large they are. */
import type { LockNode } from '../../shared/lock-graph/from-report.ts';
import { layoutCycle, type Position } from '../../shared/lock-graph/layout-cycle.ts';
import { MANY, nameLines } from './graph-elements.ts';

const CHARACTER = 7.1;
const NODE_HEIGHT = 66;
/** Below this the labels of edges can't be read: they are shortened, and the nodes come closer together. */
const READABLE = 0.85;
const ROOMY = { x: 132, y: 56 };
const TERSE = { x: 44, y: 40 };
const NODE_PADDING = 18;
const LEAST_WIDTH = 104;
/** Below this shape (width by height) two nodes stand one above the other. */
const TALL = 1.7;

export interface GraphLayout {
  readonly positions: ReadonlyMap<string, Position>;
  readonly width: number;
  readonly height: number;
  /** How far two edges between the same nodes bend apart. */
  readonly bow: number;
  /** There is room for short labels of edges only. */
  readonly isTerse: boolean;
}

/** What is laid out: a node with the lines of its longest text. */
export interface LayoutNode {
  readonly id: string;
  readonly lines: readonly string[];
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One width for all nodes, so that the longest line of any of them fits. */
function nodeSize(nodes: readonly LayoutNode[], height: number): Size {
  const longest = Math.max(0, ...nodes.flatMap(({ lines }) => lines.map((line) => Array.from(line).length)));
  return { width: Math.max(LEAST_WIDTH, Math.ceil(longest * CHARACTER) + NODE_PADDING), height };
}

/**
 * Two nodes beside or above each other, more as an ellipse that fits the pane best without anything on top of anything
 * else; what is not in the circle in rows below.
 *
 * @param pane size of the canvas in pixels
 */
export function layoutOf(nodes: readonly LockNode[], cycle: readonly string[], pane: Size): GraphLayout {
  const circle = nodes.filter(({ id }) => cycle.includes(id));
  const ring = circle.length > 0 ? circle : nodes.filter(({ role }) => role !== 'held-only');
  return layoutRing(
    nodes.map((node) => ({ id: node.id, lines: nameLines(node).split('\n') })),
    ring.map(({ id }) => id),
    pane,
    NODE_HEIGHT,
  );
}

/**
 * @param ring ids of the nodes of the ring, in its order; the others are put below
 * @param pane size of the canvas in pixels
 * @param height of each node, in pixels
 */
export function layoutRing(
  nodes: readonly LayoutNode[],
  ringIds: readonly string[],
  pane: Size,
  height: number,
): GraphLayout {
  const size = nodeSize(nodes, height);
  const ring = ringIds.flatMap((id) => nodes.find((node) => node.id === id) ?? []);
  const isTall = pane.width / pane.height < TALL;
  const isCrowded = ring.length > MANY;
  const roomy = ring.length === 2 ? placePair(size, isTall) : placeRing(ring.length, size, pane, isCrowded);
  const isTerse = isCrowded || (ring.length > 2 && zoomOf(roomy, size, pane) < READABLE);
  const places = isTerse && !isCrowded ? placeRing(ring.length, size, pane, true) : roomy;
  const positions = new Map(ring.map(({ id }, index) => [id, places[index]!]));
  placeBelow(
    nodes.filter((node) => !ring.includes(node)),
    places,
    size,
  ).forEach((place, id) => positions.set(id, place));
  return { positions, ...size, bow: ring.length === 2 && isTall ? 210 : 130, isTerse };
}

function placePair({ width, height }: Size, isTall: boolean): readonly Position[] {
  return [{ x: 0, y: 0 }, isTall ? { x: 0, y: height + 84 } : { x: width + 84, y: 0 }];
}

/** The ellipse, turned and stretched in the way that leaves the text largest. */
function placeRing(count: number, node: Size, pane: Size, isTerse: boolean): readonly Position[] {
  let best: { readonly places: readonly Position[]; readonly zoom: number } | undefined;
  for (const turn of [0, Math.PI / count]) {
    for (let stretch = 0.4; stretch <= 2.8; stretch += 0.2) {
      const places = smallest(turned(layoutCycle(count, 2, 0), turn), stretch, node, isTerse ? TERSE : ROOMY);
      const zoom = zoomOf(places, node, pane);
      if (best === undefined || zoom > best.zoom + 1e-6) best = { places, zoom };
    }
  }
  return best?.places ?? [];
}

function turned(unit: readonly Position[], angle: number): readonly Position[] {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return unit.map(({ x, y }) => ({ x: (x - 1) * cos - (y - 1) * sin, y: (x - 1) * sin + (y - 1) * cos }));
}

/** As small as it can be with room for arrows (and for the labels of edges, when they have any). */
function smallest(unit: readonly Position[], stretch: number, node: Size, gap: Position): readonly Position[] {
  const overlap = (a: Position, b: Position): boolean =>
    Math.abs(a.x - b.x) < node.width + gap.x && Math.abs(a.y - b.y) < node.height + gap.y;
  for (let size = 40; ; size *= 1.04) {
    const places = unit.map(({ x, y }) => ({ x: x * size * stretch, y: y * size }));
    const collides = places.some((a, index) => places.slice(index + 1).some((b) => overlap(a, b)));
    if (!collides || size > 6000) return places;
  }
}

function zoomOf(places: readonly Position[], node: Size, pane: Size): number {
  const span = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  return Math.min(
    pane.width / (span(places.map(({ x }) => x)) + node.width),
    pane.height / (span(places.map(({ y }) => y)) + node.height),
  );
}

function placeBelow(nodes: readonly LayoutNode[], above: readonly Position[], { width, height }: Size) {
  const left = Math.min(...above.map(({ x }) => x));
  const right = Math.max(...above.map(({ x }) => x));
  const bottom = Math.max(...above.map(({ y }) => y));
  const perRow = Math.max(2, Math.floor((right - left) / (width + 20)) + 1);
  return new Map(
    nodes.map(({ id }, index): [string, Position] => {
      const row = Math.floor(index / perRow);
      return [id, { x: left + (index % perRow) * (width + 20), y: bottom + height * 1.8 + row * (height + 20) }];
    }),
  );
}
