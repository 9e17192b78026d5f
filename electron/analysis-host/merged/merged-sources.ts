/** The captures of a merged log: all lines of each on the time axis, and those that are listed of them. */
import type { MergedConsole } from '../../../shared/contract/ipc.ts';
import type { View } from '../views/view.ts';
import type { Views } from '../views/views.ts';
import type { WatchedCapture } from '../watched-capture.ts';
import type { ArrivedLines } from './arrived-lines.ts';
import type { LinesInOrder } from './merged-order.ts';
import { ShownInOrder } from './shown-in-order.ts';

export interface MergedHost {
  /** @throws ProblemError when there is none */
  readonly captureOf: (id: string) => WatchedCapture;
  readonly views: Pick<Views, 'still'>;
}

export interface MergedSource {
  readonly console: MergedConsole;
  /** Index among the consoles asked for. */
  readonly index: number;
  readonly capture: WatchedCapture;
  readonly all: ArrivedLines;
  /** What is shown of it; undefined: all. */
  readonly view: View | undefined;
  readonly listed: LinesInOrder;
}

/** Milliseconds as whole µs. */
export const microseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

/**
 * Work with those that have a place on the axis: without times there is none. What is shown of them stays as it is
 * meanwhile.
 * @throws ProblemError `no-view` when a view is not there any more
 */
export function withSources<T>(
  { captureOf, views }: MergedHost,
  consoles: readonly MergedConsole[],
  work: (sources: readonly MergedSource[]) => Promise<T>,
): Promise<T> {
  const place = (views: ReadonlyMap<string, View>): Promise<T> => {
    const sources = consoles.map((console, index): MergedSource => {
      const capture = captureOf(console.id);
      const all = capture.arrivedLines(microseconds(console.shift));
      const view = views.get(console.viewId ?? '');
      return {
        console,
        index,
        capture,
        all,
        view,
        listed: view === undefined ? all : new ShownInOrder(all, view.shown),
      };
    });
    return work(sources.filter(({ all }) => all.span !== undefined));
  };
  const viewIds = consoles.flatMap(({ viewId }) => viewId ?? []);
  if (viewIds.length === 0) return place(new Map());
  return views.still(viewIds, (found) => place(new Map(found.map((view, at) => [viewIds[at]!, view]))));
}

/** The line that a row of its list is. */
export const lineOfRow = ({ view }: MergedSource, row: number): number =>
  view === undefined ? row : view.shown.lineOf(row - 1);
