import { ArrowDown, ArrowUp, FolderPlus, X } from 'lucide-react';
import type { Settings, SourceTree } from '../../shared/contract/ipc.ts';
import { useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { Progress } from '../ui/Progress.tsx';
import { count } from '../ui/words.ts';
import { chooseDirectory, saveSettings } from './save-settings.ts';

function treeWords(tree: SourceTree | undefined): string {
  if (tree === undefined) return 'Not looked at yet.';
  const version = tree.version === undefined ? '' : `Linux ${tree.version}, `;
  switch (tree.state) {
    case 'ready':
      return `${version || 'not a kernel tree by its Makefile, '}${count(tree.functions)} functions known`;
    case 'indexing':
      return `${version}looking for functions: ${Math.round(tree.progress * 100)} %`;
    case 'failed':
      return [tree.problem?.message ?? 'Could not be read.', tree.problem?.hint].filter(Boolean).join(' ');
  }
}

interface TreeRowProps {
  readonly path: string;
  readonly index: number;
  readonly paths: readonly string[];
}

function TreeRow({ path, index, paths }: TreeRowProps) {
  const tree = useWorkbench((state) => state.trees.find((one) => one.path === path));
  const save = (sourceTrees: string[]) => saveSettings({ sourceTrees });
  const moveUp = (at: number) => {
    const next = [...paths];
    next.splice(at - 1, 2, paths[at]!, paths[at - 1]!);
    save(next);
  };
  return (
    <li className="tree">
      <div className="tree-words">
        <MachineText>{path}</MachineText>
        <span className="tree-state numbers" data-state={tree?.state}>
          {treeWords(tree)}
        </span>
      </div>
      <div className="tree-actions">
        <IconButton
          label="Search it earlier"
          icon={<ArrowUp />}
          isDisabled={index === 0}
          onPress={() => moveUp(index)}
        />
        <IconButton
          label="Search it later"
          icon={<ArrowDown />}
          isDisabled={index === paths.length - 1}
          onPress={() => moveUp(index + 1)}
        />
        <IconButton
          label="Remove from the list (the files stay)"
          icon={<X />}
          onPress={() => save(paths.filter((one) => one !== path))}
        />
      </div>
      {tree?.state === 'indexing' && <Progress label={`Indexing ${path}`} value={tree.progress} />}
    </li>
  );
}

/** The kernel source trees in the order in which they are searched, with how far each is known. */
export function SourceTrees({ settings }: { readonly settings: Settings }) {
  const paths = settings.sourceTrees;
  const add = () =>
    chooseDirectory('source-tree', (path) => {
      if (!paths.includes(path)) saveSettings({ sourceTrees: [...paths, path] });
    });
  return (
    <>
      <ul className="trees">
        {paths.map((path, index) => (
          <TreeRow key={path} path={path} index={index} paths={paths} />
        ))}
      </ul>
      <Button icon={<FolderPlus aria-hidden />} onPress={add}>
        Add a kernel source tree …
      </Button>
      <p className="setting-note">
        The frames of a report open in these, the first tree that has the function wins. Nothing in them is changed.
        Lines are only exact where the log has them; otherwise you get the function.
      </p>
    </>
  );
}
