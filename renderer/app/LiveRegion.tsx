import { useEffect, useRef, useState } from 'react';
import { triggerWords } from '../../shared/console-log/trigger-words.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { visibleText } from '../ui/visible-text.ts';
import { listen } from './bridge.ts';
import { useWorkbench } from './store.ts';

/** Reports are announced themselves. */
const REPORT = triggerWords({ on: 'report' });

/** Says new reports, what triggers tell of, and lost or regained connections to screen readers. */
export function LiveRegion() {
  const [words, setWords] = useState('');
  const isReady = useWorkbench((state) => state.ready);
  const seen = useRef(new Map<string, string>());
  useEffect(() => {
    if (!isReady) return;
    const announce = (key: string, value: string, text: string, isFirst: boolean) => {
      if (seen.current.get(key) === value) return;
      seen.current.set(key, value);
      if (!isFirst) setWords(text);
    };
    const look = (isFirst: boolean) => {
      const { reports, consoles } = useWorkbench.getState();
      for (const report of reports) {
        const text = `New report: ${KIND_WORDS[report.kind].name}, ${report.sentence}`;
        announce(report.id, 'seen', text, isFirst);
      }
      for (const { id, name, state } of consoles) announce(id, state, `${name}: ${state}`, isFirst);
    };
    look(true);
    return useWorkbench.subscribe((now, before) => {
      if (now.reports !== before.reports || now.consoles !== before.consoles) look(false);
    });
  }, [isReady]);
  useEffect(
    () =>
      listen('trigger.fired', ({ consoleId, words: told, done }) => {
        const name = useWorkbench.getState().consoles.find(({ id }) => id === consoleId)?.name ?? '';
        if (told !== REPORT && done === undefined) setWords(`${name}: ${visibleText(told)}`);
      }),
    [],
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {words}
    </div>
  );
}
