import { FileCode2 } from 'lucide-react';
import type { Place } from '../../shared/notebook/place.ts';
import { useWorkbench } from '../app/store.ts';
import { FoundSource } from './FoundSource.tsx';
import { MissingSource } from './MissingSource.tsx';
import './SourcePanel.css';

/** A source line that a notebook or a link leads to. The tree of the same version is taken; another one is said to be another. */
export function CodeView({ place }: { readonly place: Extract<Place, { at: 'code' }> }) {
  const trees = useWorkbench((state) => state.trees);
  const tree = trees.find(({ version }) => version === place.version) ?? trees[0];
  if (tree === undefined)
    return (
      <MissingSource
        state="missing"
        reason="no-tree"
        message="There is no kernel source tree yet"
        hint={`The link leads to line ${place.line} of ${place.file}${place.version === undefined ? '' : ` in ${place.version}`}.`}
      />
    );
  const isOther = place.version !== undefined && tree.version !== place.version;
  return (
    <FoundSource
      key={`${tree.path}/${place.file}`}
      tree={tree.path}
      file={place.file}
      line={place.line}
      precision="line"
      banner={
        isOther && (
          <div className="source-banner" role="note">
            <FileCode2 aria-hidden size={14} />
            <span>
              The link means {place.version}; this tree is {tree.version ?? 'of an unknown version'}, so the line may be
              another one.
            </span>
          </div>
        )
      }
    />
  );
}
