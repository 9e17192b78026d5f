import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';

/** By then the captures of the last session are in the list. */
const RESTORED_MILLISECONDS = 4000;

/** A place names a console that is not in the list; its recording may be opened again. */
export function MissingConsole({ consoleId }: { readonly consoleId: string }) {
  const [isBusy, setIsBusy] = useState(false);
  const [isEarly, setIsEarly] = useState(() => performance.now() < RESTORED_MILLISECONDS);
  useEffect(() => {
    const timer = setTimeout(() => setIsEarly(false), RESTORED_MILLISECONDS - performance.now());
    return () => clearTimeout(timer);
  }, []);
  if (isEarly) return <EmptyState title={<Spinner label="Opening the captures of the last session …" />} />;
  const reopen = () => {
    setIsBusy(true);
    call('console.reopen', { id: consoleId })
      .catch((error: unknown) => showProblem(problemOf(error)))
      .finally(() => setIsBusy(false));
  };
  return (
    <EmptyState
      icon={<Unplug aria-hidden />}
      title="This console is not open"
      actions={
        <Button isDisabled={isBusy} onPress={reopen}>
          Open its recording
        </Button>
      }
    >
      It was taken out of the list, or it belongs to an earlier session. Its recording may still be there.
    </EmptyState>
  );
}
