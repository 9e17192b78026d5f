import { ChevronRight } from 'lucide-react';
import { memo, useState, type KeyboardEvent } from 'react';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import './TypeBox.css';

interface TypeBoxProps {
  readonly consoleId: string;
  readonly name: string;
  /** Otherwise what is typed is kept, and nothing is sent. */
  readonly isConnected: boolean;
}

/** A line to type into the console; Enter sends it, arrow keys bring back earlier ones. */
export const TypeBox = memo(function TypeBox({ consoleId, name, isConnected }: TypeBoxProps) {
  const [text, setText] = useState('');
  const [sent, setSent] = useState<readonly string[]>([]);
  /** How far back in `sent`; 0 is the line being typed. */
  const [back, setBack] = useState(0);

  const type = (keys: string) => {
    call('console.type', { id: consoleId, text: keys }).catch((error: unknown) => showProblem(problemOf(error)));
  };
  const send = () => {
    if (!isConnected) return;
    type(`${text}\n`);
    if (text !== '' && text !== sent.at(-1)) setSent([...sent.slice(-99), text]);
    setText('');
    setBack(0);
  };
  const recall = (steps: number) => {
    const next = Math.min(sent.length, Math.max(0, back + steps));
    setBack(next);
    setText(next === 0 ? '' : (sent.at(-next) ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') send();
    else if (event.key === 'ArrowUp') recall(1);
    else if (event.key === 'ArrowDown') recall(-1);
    else return;
    event.preventDefault();
  };
  return (
    <div className="type-box" data-off={!isConnected || undefined}>
      <ChevronRight aria-hidden />
      <input
        className="input machine"
        type="text"
        aria-label={`Type into ${name}`}
        placeholder={isConnected ? 'Type into the console; Enter sends the line' : 'Not connected'}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="type-box-off" role="status">
        {!isConnected && text !== '' && 'Not connected: Enter sends nothing'}
      </span>
      <Button
        variant="quiet"
        aria-label="Send Ctrl+C: interrupt the running command"
        isDisabled={!isConnected}
        onPress={() => type('\u0003')}
      >
        <span className="type-box-send">Send</span>
        Ctrl+C
      </Button>
    </div>
  );
});
