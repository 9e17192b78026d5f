import type { Place } from '../../shared/notebook/place.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

/** A written scenario. */
export function ScenarioView({ place }: { readonly place: Extract<Place, { at: 'scenario' }> }) {
  return <EmptyState title="This scenario is not here">{place.id}</EmptyState>;
}
