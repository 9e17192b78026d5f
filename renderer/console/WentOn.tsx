import { ArrowRight, ListOrdered } from 'lucide-react';
import { nextPartOf } from '../../shared/console-log/parts.ts';
import type { Console } from '../../shared/contract/ipc.ts';
import { go } from '../app/navigation.ts';
import { useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';

/** Says of a part of a console what came before it and where it went on, with the ways there. */
export function WentOn({ console }: { readonly console: Console }) {
  const consoles = useWorkbench((state) => state.consoles);
  const { id, continues, part = 1 } = console;
  const next = nextPartOf(consoles, id);
  const before = consoles.find((one) => one.id === continues);
  if (next === undefined && continues === undefined) return null;
  return (
    <div className="console-notice console-parts" role="status">
      <ListOrdered aria-hidden />
      <span>
        Part {part} of this console.
        {continues !== undefined && before === undefined && ` Part ${part - 1} is not in the list.`}
        {next !== undefined && ` The recording goes on in part ${next.part ?? part + 1}, byte for byte.`}
      </span>
      {before !== undefined && (
        <Button variant="quiet" onPress={() => go({ at: 'console', consoleId: before.id })}>
          Show part {part - 1}
        </Button>
      )}
      {next !== undefined && (
        <Button
          variant="quiet"
          icon={<ArrowRight aria-hidden />}
          onPress={() => go({ at: 'console', consoleId: next.id })}
        >
          Go to part {next.part ?? part + 1}
        </Button>
      )}
    </div>
  );
}
