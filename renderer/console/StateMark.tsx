import type { SourceState } from '../../shared/contract/ipc.ts';
import './StateMark.css';

/** The state of a console as a shape: full, half, dashed, a bar, a cross. Words stand beside it. */
export function StateMark({ state }: { readonly state: SourceState }) {
  return (
    <svg className="state-mark" data-state={state} viewBox="0 0 12 12" aria-hidden>
      {state === 'connected' && <circle cx="6" cy="6" r="4.5" className="state-fill" />}
      {state === 'connecting' && (
        <>
          <circle cx="6" cy="6" r="4" />
          <path d="M6 2a4 4 0 0 1 0 8z" className="state-fill" />
        </>
      )}
      {state === 'reconnecting' && <circle cx="6" cy="6" r="4" strokeDasharray="2.6 1.6" />}
      {state === 'ended' && <circle cx="6" cy="6" r="4" />}
      {state === 'failed' && <path d="M2.5 2.5l7 7m0-7l-7 7" strokeWidth="2" />}
    </svg>
  );
}
