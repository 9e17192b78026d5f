import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { DEFAULT_TRIGGERS } from '../../shared/console-log/default-triggers.ts';
import { triggerWords } from '../../shared/console-log/trigger-words.ts';
import type { Settings, Trigger } from '../../shared/contract/ipc.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { saveSettings } from './save-settings.ts';

const LONGEST_SILENCE = 86_400;

/** What on a live console is worth a notification. */
export function Triggers({ settings }: { readonly settings: Settings }) {
  const triggers = settings.triggers ?? DEFAULT_TRIGGERS;
  const [text, setText] = useState('');
  const [silence, setSilence] = useState<string>();
  const save = (next: readonly Trigger[]) => saveSettings({ triggers: [...next] });
  const change = (id: string, part: Partial<Trigger>) =>
    save(triggers.map((trigger) => (trigger.id === id ? { ...trigger, ...part } : trigger)));
  const add = () => {
    const wanted = text.trim();
    if (wanted === '') return;
    save([...triggers, { id: crypto.randomUUID(), on: 'text', text: wanted, isEnabled: true }]);
    setText('');
  };
  const saveSilence = (id: string) => {
    const seconds = Number(silence);
    if (silence !== undefined && Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SILENCE) {
      change(id, { seconds });
    }
    setSilence(undefined);
  };
  return (
    <>
      {triggers.map((trigger) => (
        <div key={trigger.id} className="setting-line">
          <Switch isSelected={trigger.isEnabled} onChange={(isEnabled) => change(trigger.id, { isEnabled })}>
            {trigger.on === 'silence' ? 'Nothing arrives for' : triggerWords(trigger)}
          </Switch>
          {trigger.on === 'silence' && (
            <>
              <input
                className="input numbers"
                style={{ width: 72 }}
                inputMode="numeric"
                aria-label="Seconds of silence"
                value={silence ?? trigger.seconds ?? ''}
                onChange={(event) => setSilence(event.target.value)}
                onBlur={() => saveSilence(trigger.id)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') saveSilence(trigger.id);
                }}
              />
              <span>seconds</span>
            </>
          )}
          {trigger.on === 'text' && (
            <IconButton
              label="Remove this trigger"
              icon={<X />}
              onPress={() => save(triggers.filter(({ id }) => id !== trigger.id))}
            />
          )}
        </div>
      ))}
      <form
        className="setting-line"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput label="These characters in a line" value={text} onChange={setText} machine />
        <Button type="submit" icon={<Plus aria-hidden />} isDisabled={text.trim() === '' || triggers.length >= 50}>
          Add
        </Button>
      </form>
      <p className="setting-note">
        On any live console. The line is marked in its log; while the window is in the background you get a notification
        that leads there, at most one in ten seconds for each.
      </p>
    </>
  );
}
