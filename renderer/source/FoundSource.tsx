import { NotebookPen } from 'lucide-react';
import { useMemo, useRef, type ReactNode } from 'react';
import { useCommands, type Command } from '../app/commands.ts';
import { useWorkbench } from '../app/store.ts';
import { addEvidence } from '../notebook/index.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { SourceEditor, type SourceEditorHandle } from './SourceEditor.tsx';
import { useCodeText } from './use-located-code.ts';

/** Lines of context on each side that go into a notebook. */
const CONTEXT = 3;

interface FoundSourceProps {
  readonly tree: string;
  readonly file: string;
  readonly line: number;
  readonly precision: 'line' | 'function';
  /** The function it is in, as printed. */
  readonly symbol?: string;
  /** What has to be known about how it was found. */
  readonly banner?: ReactNode;
}

/** A file of a source tree, with its breadcrumb, and the line that matters marked. */
export function FoundSource({ tree, file, line, precision, symbol, banner }: FoundSourceProps) {
  const version = useWorkbench((state) => state.trees.find(({ path }) => path === tree)?.version);
  const code = useCodeText(tree, file);
  const editor = useRef<SourceEditorHandle>(null);
  const commands = useMemo<readonly Command[]>(() => {
    const addLine = () => {
      const at = editor.current?.line() ?? line;
      const around = editor.current?.textAround(at, CONTEXT);
      if (around === undefined) return;
      void addEvidence({
        evidence: 'source-line',
        file,
        line: at,
        version,
        ...around,
        symbol,
        precision: at === line ? precision : 'line',
      });
    };
    return [{ id: 'source.addLine', title: 'Add source line to notebook', group: 'Source', run: addLine }];
  }, [file, line, precision, symbol, version]);
  useCommands('source', commands);

  return (
    <div className="source">
      <div className="source-crumbs" title={`${tree}/${file}`}>
        <span className="source-tree numbers">{version ?? tree.split('/').at(-1)}</span>
        <span className="faint">›</span>
        <MachineText className="ellipsis source-file">{`${file}:${line}`}</MachineText>
        <span className="source-spacer" />
        <IconButton label="Add source line to notebook" icon={<NotebookPen />} onPress={() => commands[0]?.run()} />
      </div>
      {banner}
      {code === undefined ? (
        <EmptyState title="Source">
          <Spinner label={`Reading ${file}`} />
        </EmptyState>
      ) : 'code' in code ? (
        <EmptyState title="This file could not be read">
          {code.message} {code.hint}
        </EmptyState>
      ) : (
        <SourceEditor ref={editor} code={code} line={line} precision={precision} label={`${file}, read only`} />
      )}
    </div>
  );
}
