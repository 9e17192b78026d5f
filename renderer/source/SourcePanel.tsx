import { FileCode2 } from 'lucide-react';
import { useState } from 'react';
import type { Frame } from '../../shared/contract/report.ts';
import { useWorkbench } from '../app/store.ts';
import { useCase } from '../report/case-context.ts';
import { stackAround } from '../report/selection.ts';
import { Stack } from '../report/Stack.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { FoundSource } from './FoundSource.tsx';
import { MissingSource } from './MissingSource.tsx';
import './SourcePanel.css';
import { useFrameLocation, type Found } from './use-located-code.ts';

/** The source of the frame that is selected. */
export function SourcePanel() {
  const { selection, state } = useCase();
  const { frame } = selection;
  if (frame === undefined && selection.pointer === undefined && state?.action !== undefined)
    return (
      <EmptyState icon={<FileCode2 aria-hidden />} title="The report does not show where">
        No frame in the report stands for this step. Its row in the replay says what it was concluded from.
      </EmptyState>
    );
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
  const { view, selection } = useCase();
  const stack = stackAround(view.report, selection.pointer);
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
      return (
        <MissingSource
          {...located}
          {...(stack === undefined ? {} : { stack: <Stack {...stack} label="Stack of the frame" /> })}
        />
      );
    case 'found':
      return <FoundFrame key={`${located.tree}/${located.file}:${located.line}`} frame={frame} found={located} />;
  }
}

/** Is a kernel release (5.12.0-rc1+) of a version as the Makefile says it (5.12.0)? */
const isVersion = (release: string, version: string): boolean =>
  release.startsWith(version) && !/^\d/.test(release.slice(version.length));

function FoundFrame({ frame, found }: { readonly frame: Frame; readonly found: Found }) {
  const places = [{ file: found.file, line: found.line }, ...found.alternatives];
  const [chosen, setChosen] = useState(0);
  const at = places[chosen] ?? found;
  const release = useCase().view.report.kernel?.release;
  const version = useWorkbench((state) => state.trees.find(({ path }) => path === found.tree)?.version);
  const isOther = release !== undefined && version !== undefined && !isVersion(release, version);
  const banner = (found.precision === 'function' || isOther || places.length > 1) && (
    <div className="source-banner" role="note">
      {found.precision === 'function' && (
        <span title="The log does not say which line of it. A decoded log, with file:line behind each frame, does.">
          The function, not the line: <span className="mono">{frame.symbol}()</span>
        </span>
      )}
      {isOther && (
        <span>
          Printed by {release}, this tree is {version}.
        </span>
      )}
      {places.length > 1 && (
        <label className="source-choice">
          <span>{places.length} of this name:</span>
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
