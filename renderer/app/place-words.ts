/** Words for a place: what the window's title and the history menus call it. */
import { captureIdAmong } from '../../shared/notebook/capture-id.ts';
import type { Place } from '../../shared/notebook/place.ts';
import { nameWithPart } from '../console/part-words.ts';
import type { WorkbenchState } from './store.ts';

function consoleName({ consoles }: WorkbenchState, id: string): string {
  const console = consoles.find((one) => one.id === id);
  return console === undefined ? 'a console that is not open' : nameWithPart(consoles, console);
}

export function placeWords(place: Place, state: WorkbenchState): string {
  switch (place.at) {
    case 'start':
      return 'Start';
    case 'settings':
      return 'Settings';
    case 'lab':
      return 'Lab';
    case 'console':
      return consoleName(state, place.consoleId) + (place.line === undefined ? '' : `:${place.line}`);
    case 'beside':
    case 'merged': {
      const ids = state.consoles.map(({ id }) => id);
      const names = place.consoleIds.map((id) => consoleName(state, captureIdAmong(ids, id)));
      return names.join(place.at === 'beside' ? ' | ' : ' + ');
    }
    case 'report': {
      const same = state.reports.find(
        (report) => report.consoleId === place.consoleId && report.signature === place.signature,
      );
      return same?.sentence ?? `Report in ${consoleName(state, place.consoleId)}`;
    }
    case 'scenario':
      return place.id.replace(/^(example|file|new):(.*\/)?/, '');
    case 'code':
      return `${place.file}:${place.line}`;
    case 'notebook':
      return place.file.replace(/\.md$/, '');
  }
}
