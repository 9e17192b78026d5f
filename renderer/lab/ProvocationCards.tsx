import type { Provocation } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Badge } from '../ui/Badge.tsx';
import { KindBadge } from '../ui/KindBadge.tsx';

interface ProvocationCardsProps {
  readonly provocations: readonly Provocation[];
  readonly canProvoke: boolean;
}

/** The provocations as cards; pressing one types its command into the lab's console. */
export function ProvocationCards({ provocations, canProvoke }: ProvocationCardsProps) {
  const provoke = (name: string) => {
    call('lab.provoke', { name }).catch((error: unknown) => showProblem(problemOf(error)));
  };
  return (
    <ul className="lab-cards" aria-label="Provocations" tabIndex={canProvoke ? undefined : 0}>
      {provocations.map((provocation) => (
        <li key={provocation.name} style={{ display: 'grid' }}>
          <button
            type="button"
            className="lab-card"
            disabled={!canProvoke}
            title={`Types: ${provocation.command}`}
            onClick={() => provoke(provocation.name)}
          >
            <span className="lab-card-title">{provocation.title}</span>
            <span className="lab-card-text">{provocation.description}</span>
            <span className="lab-card-foot">
              <KindBadge kind={provocation.expectedKind} />
              {provocation.needsReboot && <Badge title="lockdep reports once a boot">after a reboot</Badge>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
