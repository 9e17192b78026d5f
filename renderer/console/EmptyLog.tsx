import { FileX, Hourglass } from 'lucide-react';
import type { Console } from '../../shared/contract/ipc.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { isAttached } from './state-words.ts';

/** A console that has not printed anything: what it waits for, or why nothing will come. */
export function EmptyLog({ console }: { readonly console: Console }) {
  if (!isAttached(console.state)) {
    return (
      <EmptyState icon={<FileX aria-hidden />} title="Nothing was recorded">
        {console.problem === undefined ? 'It ended without a single byte.' : 'The reason is above.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Hourglass aria-hidden />} title="Nothing printed yet">
      {console.state === 'connected'
        ? 'It is connected; the first line appears here.'
        : 'Not connected yet. Lockstep keeps trying; start the other side whenever you like.'}
    </EmptyState>
  );
}
