import { useState } from 'react';
import { linePrefix } from '../../shared/console-log/line-prefix.ts';
import type { Console } from '../../shared/contract/ipc.ts';
import { go } from '../app/navigation.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { count, printkTime } from '../ui/words.ts';
import './GoToLine.css';
import { useGoTo, type Destination } from './use-go-to.ts';

interface GoToLineProps {
  readonly console: Console;
  /** The line the user is at. */
  readonly from: () => number;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Ctrl+G: to a line, a time of the clock, a time of the kernel, a boot. */
export function GoToLine({ console, from, isOpen, onClose }: GoToLineProps) {
  return isOpen ? <GoTo console={console} from={from} onClose={onClose} /> : null;
}

/** What can be typed, and what it means. */
const WAYS: readonly (readonly [string, string])[] = [
  ['4711', 'a line'],
  ['12:04:09', 'when it arrived here; 2026-11-26 12:04 with its day'],
  ['-5m', 'five minutes before the newest line; also 90s, 1h 30m, 2d'],
  ['12.345', 'the kernel’s clock (printk), in the boot you are at'],
  ['boot 2', 'where a boot begins; boot 2 + 12.5 by its clock'],
];

function GoTo({ console, from, onClose }: Omit<GoToLineProps, 'isOpen'>) {
  const [text, setText] = useState('');
  const [start] = useState(from);
  /** Why Enter led nowhere. */
  const [refused, setRefused] = useState<string>();
  const { destination, find } = useGoTo(console, start, text);
  const submit = async () => {
    // Who presses Enter at once doesn't wait for the preview.
    const found = await find();
    if (found.line === undefined) {
      setRefused(found.problem ?? 'Type a line number or a time.');
      return;
    }
    onClose();
    go({ at: 'console', consoleId: console.id, line: found.line });
  };
  return (
    <Dialog
      title="Go to line or time"
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={() => void submit()}>
          Go
        </Button>
      }
    >
      <form
        className="go-to"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextInput
          label={`Line 1 to ${count(console.lines)}, or a time`}
          value={text}
          onChange={(value) => {
            setText(value);
            setRefused(undefined);
          }}
          error={refused}
          autoFocus
        />
        {text.trim() === '' ? (
          <dl className="go-to-ways">
            {WAYS.map(([typed, meaning]) => (
              <div key={typed}>
                <dt className="mono">{typed}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        ) : (
          <Preview destination={destination} isRefused={refused !== undefined} />
        )}
      </form>
    </Dialog>
  );
}

interface PreviewProps {
  readonly destination: Destination;
  readonly isRefused: boolean;
}

/** What is understood, and the line it leads to. */
function Preview({ destination, isRefused }: PreviewProps) {
  const { meaning, row, problem } = destination;
  const printk = row && linePrefix(row.text).time;
  return (
    <div className="go-to-preview" role="status">
      {meaning !== undefined && <p>{meaning}</p>}
      {row !== undefined && (
        <p className="go-to-row">
          <span className="numbers soft">Line {count(row.line)}</span>
          {printk !== undefined && <span className="numbers soft">{printkTime(printk)} s</span>}
          <MachineText>{row.text.slice(linePrefix(row.text).messageFrom, 300)}</MachineText>
        </p>
      )}
      {problem !== undefined && !isRefused && <p className="soft">{problem}</p>}
    </div>
  );
}
