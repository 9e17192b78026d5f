import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { DEFAULT_TRIGGERS } from '../../../shared/console-log/default-triggers.ts';
import { triggerWords } from '../../../shared/console-log/trigger-words.ts';
import type { Settings } from '../../../shared/contract/ipc.ts';
import type { Trigger } from '../../../shared/contract/ipc/triggers.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { saveSettings } from '../save-settings.ts';
import { deedsOf, draftOf, newDraft, type TriggerDraft } from './trigger-draft.ts';
import { TriggerDialog } from './TriggerDialog.tsx';
import './Triggers.css';

const MOST = 50;
const ALWAYS_THERE: ReadonlySet<string> = new Set(DEFAULT_TRIGGERS.map(({ id }) => id));

/** Stored ones, and those that came with a newer Lockstep. */
function allOf(stored: readonly Trigger[] | undefined): readonly Trigger[] {
  if (stored === undefined) return DEFAULT_TRIGGERS;
  const missing = DEFAULT_TRIGGERS.filter(({ id }) => !stored.some((trigger) => trigger.id === id));
  return [...stored, ...missing.map((trigger) => ({ ...trigger, isEnabled: false }))];
}

/** What on a live console is worth a notification, and what is done then. */
export function Triggers({ settings }: { readonly settings: Settings }) {
  const triggers = allOf(settings.triggers);
  const [draft, setDraft] = useState<TriggerDraft>();
  const save = (next: readonly Trigger[]) => saveSettings({ triggers: [...next] });
  const put = (trigger: Trigger) => {
    const isKnown = triggers.some(({ id }) => id === trigger.id);
    save(isKnown ? triggers.map((one) => (one.id === trigger.id ? trigger : one)) : [...triggers, trigger]);
    setDraft(undefined);
  };
  const isFull = triggers.length >= MOST;
  const commands = useMemo(
    (): readonly Command[] => [
      {
        id: 'settings.addTrigger',
        group: 'Application',
        title: 'Add a trigger …',
        enabled: !isFull,
        run: () => setDraft(newDraft()),
      },
    ],
    [isFull, setDraft],
  );
  useCommands('settings.triggers', commands);
  return (
    <>
      <ul className="triggers" aria-label="Triggers">
        {triggers.map((trigger) => {
          const words = visibleText(triggerWords(trigger));
          return (
            <li key={trigger.id} className="trigger">
              <Switch isSelected={trigger.isEnabled} onChange={(isEnabled) => put({ ...trigger, isEnabled })}>
                <span className={trigger.on === 'text' ? 'mono ellipsis' : 'ellipsis'} title={words}>
                  {words}
                </span>
              </Switch>
              <span className="trigger-deeds">
                {deedsOf(trigger).map((deed) => (
                  <Badge key={deed}>{visibleText(deed)}</Badge>
                ))}
              </span>
              <IconButton
                label={`Change what happens: ${words}`}
                icon={<Pencil />}
                onPress={() => setDraft(draftOf(trigger))}
              />
              <IconButton
                label={ALWAYS_THERE.has(trigger.id) ? 'This one can only be switched off' : `Delete ${words}`}
                icon={<Trash2 />}
                isDisabled={ALWAYS_THERE.has(trigger.id)}
                onPress={() => save(triggers.filter(({ id }) => id !== trigger.id))}
              />
            </li>
          );
        })}
      </ul>
      <Button icon={<Plus aria-hidden />} isDisabled={isFull} onPress={() => setDraft(newDraft())}>
        Add a trigger …
      </Button>
      <p className="setting-note">
        Each is looked for on every live console. Its line is marked in the log, and while the window is in the
        background you get a notification that leads there, at most one in ten seconds. Keys are pressed at most once a
        minute on a console, and what they print sets nothing off.
      </p>
      {draft !== undefined && (
        <TriggerDialog key={draft.id} given={draft} onSave={put} onClose={() => setDraft(undefined)} />
      )}
    </>
  );
}
