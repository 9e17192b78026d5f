import { useEffect, useRef } from 'react';
import { scrollToSoon } from '../ui/scroll-to.ts';
import { useCase } from './case-context.ts';
import { chainEdges, type ChainEdge } from './chain-edges.ts';
import './ChainTab.css';
import { LockName } from './LockName.tsx';
import { LockTerm } from './LockTerm.tsx';
import { Stack } from './Stack.tsx';

/** Every edge of the circle with the stack that recorded it, and the one of the lock that was held. */
export function ChainTab() {
  const { view, selection } = useCase();
  const edges = chainEdges(view.report);
  return (
    <ol className="chain" aria-label="Dependency chain">
      {edges.map((edge) => (
        <Edge key={edge.at} edge={edge} isSelected={selection.chainIndex === edge.entry.index} />
      ))}
    </ol>
  );
}

function Edge({ edge, isSelected }: { readonly edge: ChainEdge; readonly isSelected: boolean }) {
  const { select } = useCase();
  const { entry, at, held, isCurrent, heldAt, task } = edge;
  const head = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isSelected) return;
    return scrollToSoon(head.current);
  }, [isSelected]);
  return (
    <li className="chain-edge" data-selected={isSelected} data-current={isCurrent}>
      <button
        ref={head}
        type="button"
        className="chain-edge-head"
        aria-pressed={isSelected}
        onClick={() => select(`/chain/${at}`)}
      >
        <span className="chain-index mono">#{entry.index}</span>
        <span className="chain-words">
          <LockTerm lock={entry.lock} />
          <span>{isCurrent ? 'is being acquired now' : 'was taken here'}, while</span>
          {held === undefined ? (
            <span className="faint">a lock the log does not name</span>
          ) : (
            <LockName name={held.class} />
          )}
          <span>{isCurrent ? 'is held' : 'was held'}</span>
          {task !== undefined && <span className="mono soft">{task}</span>}
          {!isCurrent && (
            <span className="chain-inferred" title="The kernel keeps the stack of an earlier dependency, not the task">
              <span className="inferred-mark">~</span> task not recorded
            </span>
          )}
        </span>
      </button>
      <div className="chain-stacks">
        <section>
          <h4>
            {isCurrent ? 'Taking' : 'Took'} <LockName name={entry.lock.class} />
          </h4>
          <Stack frames={entry.frames} pointer={`/chain/${at}/frames`} label={`Stack of #${entry.index}`} />
        </section>
        <HeldSide edge={edge} />
        {heldAt === undefined && !isCurrent && (
          <p className="stack-none faint">The entry of the held lock is not in the log.</p>
        )}
      </div>
    </li>
  );
}

/** The other stack of an edge: where the lock that was held is known to be taken. */
function HeldSide({ edge: { held, heldAt, isCurrent } }: { readonly edge: ChainEdge }) {
  const { view, select, selection } = useCase();
  if (held === undefined) return null;
  const { holding } = view.report;
  const site = isCurrent ? holding?.at : undefined;
  return (
    <section className="chain-held">
      <h4>
        Holding <LockName name={held.class} />
      </h4>
      {site !== undefined && (
        <button
          type="button"
          className="chain-site"
          aria-pressed={selection.pointer === '/holding'}
          data-selected={selection.pointer === '/holding'}
          onClick={() => select('/holding')}
        >
          taken at <span className="mono">{site.symbol}()</span> by this task
        </button>
      )}
      {heldAt !== undefined && heldAt.entry.frames.length > 0 && (
        <>
          <p
            className="chain-note"
            title="The report shows one stack for each class: the one that recorded its own dependency. This hold may have begun elsewhere."
          >
            <span className="inferred-mark">~</span> a known acquisition, under #{heldAt.entry.index}
          </p>
          <Stack
            frames={heldAt.entry.frames}
            pointer={`/chain/${heldAt.at}/frames`}
            label={`Known acquisition of ${held.class}`}
            follows={false}
          />
        </>
      )}
    </section>
  );
}
