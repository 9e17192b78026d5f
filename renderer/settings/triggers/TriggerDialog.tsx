import { useMemo, useState } from 'react';
import { SYSRQ } from '../../../shared/console-log/sysrq.ts';
import { triggerWords } from '../../../shared/console-log/trigger-words.ts';
import { HarmlessSysRq, type Trigger, type TriggerEvent } from '../../../shared/contract/ipc/triggers.ts';
import { useWorkbench } from '../../app/store.ts';
import { Select } from '../../scenario/Select.tsx';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextInput } from '../../ui/TextInput.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { errorsOfDraft, triggerOfDraft, type TriggerDraft } from './trigger-draft.ts';

const EVENTS: readonly TriggerEvent[] = [
  'text',
  'silence',
  'report',
  'panic',
  'oops',
  'rcu-stall',
  'hung-task',
  'lost',
];
const EVENT_TITLES: Partial<Record<TriggerEvent, string>> = { text: 'Something in a line', silence: 'Silence' };
const KEYS = SYSRQ.flatMap(({ key, name }) => {
  const harmless = HarmlessSysRq.safeParse(key);
  return harmless.success ? [{ key: harmless.data, name }] : [];
});

interface TriggerDialogProps {
  readonly given: TriggerDraft;
  readonly onSave: (trigger: Trigger) => void;
  readonly onClose: () => void;
}

/** Names of consoles that a trigger may be for: those in the list, saved ones, and those it is for already. */
function useConsoleNames(chosen: readonly string[]): readonly string[] {
  const consoles = useWorkbench((state) => state.consoles);
  const profiles = useWorkbench((state) => state.settings?.profiles);
  return useMemo(() => {
    const live = consoles.filter(({ spec }) => spec.kind !== 'file' && spec.kind !== 'text').map(({ name }) => name);
    return [...new Set([...chosen, ...(profiles ?? []).map(({ name }) => name), ...live])].sort();
  }, [consoles, profiles, chosen]);
}

/** What a trigger waits for, where, and what happens then. */
export function TriggerDialog({ given, onSave, onClose }: TriggerDialogProps) {
  const [draft, setDraft] = useState(given);
  const [isChecked, setIsChecked] = useState(false);
  const names = useConsoleNames(draft.consoles);
  const change = (part: Partial<TriggerDraft>) => setDraft({ ...draft, ...part });
  const errors = errorsOfDraft(draft);
  const shown = isChecked ? errors : {};
  const isNew = useWorkbench((state) => state.settings?.triggers?.every(({ id }) => id !== given.id) ?? true);
  const isOwn = given.on === 'text' || given.on === 'silence';
  const save = () => {
    setIsChecked(true);
    if (Object.values(errors).every((error) => error === undefined)) onSave(triggerOfDraft(draft));
  };
  const toggle = <Value,>(list: readonly Value[], value: Value, isIn: boolean): Value[] =>
    isIn ? [...list, value] : list.filter((one) => one !== value);
  return (
    <Dialog
      title={isNew && isOwn ? 'Add a trigger' : visibleText(triggerWords({ ...given, seconds: Number(given.seconds) }))}
      size="wide"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" onPress={save}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="trigger-form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {isOwn && (
          <fieldset className="trigger-part">
            <legend>When</legend>
            {isNew && (
              <Select
                label="What happens on a console"
                value={draft.on}
                options={EVENTS.map((event) => ({
                  value: event,
                  title: EVENT_TITLES[event] ?? triggerWords({ on: event }),
                }))}
                onChange={(value) => {
                  const event = EVENTS.find((candidate) => candidate === value);
                  if (event !== undefined) change({ on: event });
                }}
              />
            )}
            {draft.on === 'text' && (
              <>
                <Choice
                  label="How it is looked for"
                  options={[
                    { value: 'plain', title: 'These characters' },
                    { value: 'regex', title: 'Regular expression' },
                  ]}
                  value={draft.isRegex ? 'regex' : 'plain'}
                  onChange={(value) => change({ isRegex: value === 'regex' })}
                />
                <TextInput
                  label={draft.isRegex ? 'Pattern, tried on each line' : 'In a line, as they are'}
                  machine
                  autoFocus
                  value={draft.text}
                  onChange={(text) => change({ text })}
                  error={shown.text}
                />
              </>
            )}
            {draft.on === 'silence' && (
              <TextInput
                label="Seconds without a byte"
                value={draft.seconds}
                onChange={(seconds) => change({ seconds })}
                error={shown.seconds}
              />
            )}
          </fieldset>
        )}
        <fieldset className="trigger-part">
          <legend>Where</legend>
          <Choice
            label="On which consoles"
            options={[
              { value: 'all', title: 'Every live console' },
              { value: 'some', title: 'Only some' },
            ]}
            value={draft.onlySome ? 'some' : 'all'}
            onChange={(value) => change({ onlySome: value === 'some' })}
          />
          {draft.onlySome &&
            names.map((name) => (
              <Switch
                key={name}
                isSelected={draft.consoles.includes(name)}
                onChange={(isIn) => change({ consoles: toggle(draft.consoles, name, isIn) })}
              >
                {visibleText(name)}
              </Switch>
            ))}
          {draft.onlySome && names.length === 0 && (
            <p className="field-hint">No console is in the list and none is saved. Attach one first.</p>
          )}
          {shown.consoles !== undefined && <p className="field-error">{shown.consoles}</p>}
        </fieldset>
        <fieldset className="trigger-part">
          <legend>Then tell me</legend>
          <Switch isSelected={draft.notifies} onChange={(notifies) => change({ notifies })}>
            By a notification, while the window is in the background
          </Switch>
          <Switch isSelected={draft.marks} onChange={(marks) => change({ marks })}>
            By a mark in the log
          </Switch>
          <Switch isSelected={draft.rings} onChange={(rings) => change({ rings })}>
            By the desktop’s bell
          </Switch>
        </fieldset>
        <fieldset className="trigger-part">
          <legend>And ask the kernel, by SysRq</legend>
          <div className="trigger-keys">
            {KEYS.map(({ key, name }) => (
              <Switch
                key={key}
                isSelected={draft.sysRq.includes(key)}
                onChange={(isIn) => change({ sysRq: toggle(draft.sysRq, key, isIn) })}
              >
                <kbd className="mono">{key}</kbd> {name}
              </Switch>
            ))}
          </div>
          {draft.on === 'report' && draft.sysRq.includes('d') && (
            <p className="field-hint">
              After its first report lockdep is off until the next boot, and d only says so. w and t still show who
              waits where.
            </p>
          )}
          {draft.sysRq.length > 0 && (
            <>
              <Choice
                label="How keys are pressed"
                options={[
                  { value: 'break', title: 'BREAK and the key' },
                  { value: 'command', title: 'Type a command' },
                ]}
                value={draft.by}
                onChange={(by) => change({ by })}
              />
              {draft.by === 'break' ? (
                <p className="field-hint">
                  Works without a shell. Serial ports, RFC 2217, telnet, and QEMU with a QMP socket can send BREAK; on
                  other consoles nothing is typed.
                </p>
              ) : (
                <TextInput
                  label="Command; KEY stands for the key"
                  machine
                  value={draft.command}
                  onChange={(command) => change({ command })}
                  error={shown.command}
                  hint="Typed as it is, with Enter: a root shell should be waiting at its prompt."
                />
              )}
              <p className="field-hint">What it prints is kept with the report.</p>
            </>
          )}
        </fieldset>
        <fieldset className="trigger-part">
          <legend>And at last</legend>
          <Switch isSelected={draft.stopsGuest} onChange={(stopsGuest) => change({ stopsGuest })}>
            Stop the guest, so that it can be looked at (QEMU with a QMP socket)
          </Switch>
        </fieldset>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
