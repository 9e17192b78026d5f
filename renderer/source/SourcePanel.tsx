import { FileCode2 } from 'lucide-react';
import { useState } from 'react';
import type { Frame } from '../../shared/contract/report.ts';
import { useCase } from '../report/case-context.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { FoundSource } from './FoundSource.tsx';
import { MissingSource } from './MissingSource.tsx';
import './SourcePanel.css';
import { useFrameLocation, type Found } from './use-located-code.ts';

/** The source of the frame that is selected. */
export function SourcePanel() {
  const { frame } = useCase().selection;
  if (frame === undefined)
    return (
      <EmptyState icon={<FileCode2 aria-hidden />} title="No frame selected">
        Select a frame of a stack, a dependency of the graph or a step of the replay to see its source here.
      </EmptyState>
    );
  return <FrameSource frame={frame} />;
}

function FrameSource({ frame }: { readonly frame: Frame }) {
  const located = useFrameLocation(frame);
  switch (located.state) {
    case 'asking':
      return (
        <EmptyState title={`${frame.symbol}()`}>
          <Spinner label="Looking for its definition" />
        </EmptyState>
      );
    case 'problem':
      return (
        <EmptyState title={`The source of ${frame.symbol}() could not be looked up`}>
          {located.problem.message} {located.problem.hint}
        </EmptyState>
      );
    case 'missing':
      return <MissingSource {...located} />;
    case 'found':
      return <FoundFrame key={`${located.tree}/${located.file}:${located.line}`} frame={frame} found={located} />;
  }
}

function FoundFrame({ frame, found }: { readonly frame: Frame; readonly found: Found }) {
  const places = [{ file: found.file, line: found.line }, ...found.alternatives];
  const [chosen, setChosen] = useState(0);
  const at = places[chosen] ?? found;
  const words =
    found.precision === 'function'
      ? `The function ${frame.symbol}(), not the line: the log does not say which line of it.`
      : undefined;
  const banner = (words !== undefined || places.length > 1) && (
    <div className="source-banner" role="note">
      <span>{words}</span>
      {places.length > 1 && (
        <label className="source-choice">
          <span>{places.length} definitions of this name:</span>
          <select className="mono" value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
            {places.map((place, index) => (
              <option key={`${place.file}:${place.line}`} value={index}>
                {place.file}:{place.line}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
  return (
    <FoundSource
      tree={found.tree}
      file={at.file}
      line={at.line}
      precision={found.precision}
      symbol={frame.symbol}
      banner={banner}
    />
  );
}
