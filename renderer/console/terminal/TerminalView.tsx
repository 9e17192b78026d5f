import '@xterm/xterm/css/xterm.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { showProblem } from '../../app/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { plural } from '../../ui/words.ts';
import { isAttached } from '../state-words.ts';
import { PACES, paste, setPastePace, usePastePace } from './paste-pace.ts';
import './TerminalView.css';
import { hasBreak } from './sysrq.ts';
import { SysRqDialog } from './SysRqDialog.tsx';
import { useTerminal } from './use-terminal.ts';

const tell = (error: unknown): void => showProblem(problemOf(error));
const PACE_OPTIONS = PACES.map((value) => ({ value, title: value === '0' ? 'at once' : `${value}/s` }));

/** The console as a terminal: colours, completion, editors; BREAK, SysRq and pasting at a slow line's pace. */
export function TerminalView({ console }: { readonly console: Console }) {
  const { id } = console;
  const pace = usePastePace((state) => state.pace);
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState(0);
  const stopPaste = useRef<() => void>(undefined);
  const isOn = console.state === 'connected';
  // The bar says that they go nowhere; a message for each of them would say it again.
  const onKeys = (keys: string) => {
    if (isOn) call('console.type', { id, text: keys }).catch(tell);
  };
  const endPaste = useCallback(() => {
    stopPaste.current?.();
    stopPaste.current = undefined;
    setLeft(0);
  }, []);
  const onPaste = (text: string) => {
    endPaste();
    if (!isOn) return;
    setLeft(text.length);
    stopPaste.current = paste(
      text,
      pace,
      (piece) => {
        setLeft((before) => Math.max(0, before - piece.length));
        call('console.type', { id, text: piece }).catch((error: unknown) => {
          endPaste();
          tell(error);
        });
      },
      () => setLeft(0),
    );
  };
  useEffect(() => endPaste, [endPaste]);
  const element = useTerminal(console, { onKeys, onPaste });
  const sendBreak = useCallback(() => void call('console.break', { id }).catch(tell), [id]);
  const canBreak = hasBreak(console);
  const commands = useMemo(
    (): readonly Command[] => [
      { id: 'console.sysrq', group: 'Console', title: 'SysRq …', enabled: isOn, run: () => setOpen(true) },
      { id: 'console.break', group: 'Console', title: 'Send BREAK', enabled: isOn && canBreak, run: sendBreak },
    ],
    [isOn, canBreak, sendBreak],
  );
  useCommands('terminal', commands);
  return (
    <div className="terminal-view">
      <div className="terminal-bar">
        <Button variant="quiet" isDisabled={!isOn} onPress={() => setOpen(true)}>
          SysRq …
        </Button>
        {canBreak && (
          <Button variant="quiet" isDisabled={!isOn} onPress={sendBreak}>
            Send BREAK
          </Button>
        )}
        <span className="terminal-pace">
          <span className="soft">Paste</span>
          <Choice
            label="Characters a second when pasting"
            options={PACE_OPTIONS}
            value={pace}
            onChange={setPastePace}
          />
        </span>
        {left > 0 && (
          <>
            <span className="numbers" role="status">
              {plural(left, 'character')} to paste
            </span>
            <Button variant="quiet" onPress={endPaste}>
              Stop
            </Button>
          </>
        )}
        {!isOn && (
          <span className="soft" role="status">
            {isAttached(console.state)
              ? 'Not connected: what is typed goes nowhere.'
              : 'Nothing can be typed: it is not attached any more.'}
          </span>
        )}
      </div>
      <div className="terminal-box mono" ref={element} role="group" aria-label={`Terminal of ${console.name}`} />
      <SysRqDialog console={console} isOpen={open} onClose={() => setOpen(false)} />
    </div>
  );
}
