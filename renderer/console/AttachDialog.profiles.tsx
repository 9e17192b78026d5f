/** Saved sources in the attach dialog, and the question about them at start. */
import { Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AttachSpecInput, Profile } from '../../shared/contract/ipc.ts';
import { AttachSpec } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { attachTo, showOpened } from '../app/open.ts';
import { showProblem, useWorkbench } from '../app/store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { addressOfSpec } from './state-words.ts';

const NONE: readonly Profile[] = [];

function set(change: { profiles?: Profile[]; reopenProfiles?: boolean }): void {
  call('settings.set', change).catch((error: unknown) => showProblem(problemOf(error)));
}

/** Attach to saved sources, under their names, and show the first. */
async function attach(profiles: readonly Profile[]): Promise<void> {
  const ids: string[] = [];
  for (const profile of profiles) {
    try {
      ids.push(...(await attachTo(profile.spec, profile.name)));
    } catch (error) {
      showProblem(problemOf(error));
    }
  }
  showOpened(ids);
}

/** The saved ones, each a button that attaches. Nothing while there are none. */
export function ProfileList({ onAttached }: { readonly onAttached: () => void }) {
  const profiles = useWorkbench((state) => state.settings?.profiles) ?? NONE;
  const reopen = useWorkbench((state) => state.settings?.reopenProfiles) ?? false;
  if (profiles.length === 0) return null;
  return (
    <section className="attach-profiles" aria-label="Saved">
      {profiles.map(({ name, spec }) => (
        <div key={name} className="attach-profile">
          <Button
            aria-label={`Attach ${name}`}
            onPress={() => {
              onAttached();
              void attach([{ name, spec }]);
            }}
          >
            {name}
          </Button>
          <span className="attach-profile-address">{addressOfSpec(spec)}</span>
          <IconButton
            label={`Forget ${name}`}
            icon={<Trash2 />}
            onPress={() => set({ profiles: profiles.filter((profile) => profile.name !== name) })}
          />
        </div>
      ))}
      <Switch isSelected={reopen} onChange={(reopenProfiles) => set({ reopenProfiles })}>
        Attach to all of them when Lockstep starts; hardware and programs only after asking
      </Switch>
    </section>
  );
}

interface SaveProfileProps {
  /** Calls back with what is typed in the form, if there are no mistakes in it. */
  readonly onSave: (save: (spec: AttachSpecInput) => Promise<void>) => void;
}

/** A name for what is typed in the form. A name that is there already is replaced. */
export function SaveProfile({ onSave }: SaveProfileProps) {
  const profiles = useWorkbench((state) => state.settings?.profiles) ?? NONE;
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const save = () => {
    const wanted = name.trim();
    if (wanted === '') {
      setError('Type a name first.');
      return;
    }
    onSave(async (spec) => {
      const others = profiles.filter((profile) => profile.name !== wanted);
      await call('settings.set', { profiles: [...others, { name: wanted, spec: AttachSpec.parse(spec) }] });
      setName('');
    });
  };
  return (
    <form
      className="attach-save"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        label="Save these settings as (optional)"
        placeholder="test board"
        value={name}
        onChange={(next) => {
          setName(next);
          setError(undefined);
        }}
        error={error}
      />
      <Button onPress={save}>Save</Button>
    </form>
  );
}

/** At start: attaches to what may be attached to, and asks about the rest. */
export function ReopenQuestion() {
  const [ask, setAsk] = useState<readonly Profile[]>(NONE);
  useEffect(() => {
    call('profile.reopen', {}).then(
      (answer) => setAsk(answer.ask),
      (error: unknown) => showProblem(problemOf(error)),
    );
  }, []);
  const close = () => setAsk(NONE);
  return (
    <Dialog
      title="Attach to these again?"
      isOpen={ask.length > 0}
      onClose={close}
      footer={
        <>
          <Button onPress={close}>Not now</Button>
          <Button
            variant="primary"
            autoFocus
            onPress={() => {
              close();
              void attach(ask);
            }}
          >
            Attach
          </Button>
        </>
      }
    >
      <p>They touch hardware or another machine, or run a program.</p>
      <ul className="attach-ask">
        {ask.map(({ name, spec }) => (
          <li key={name}>
            {name} <span className="attach-profile-address">{addressOfSpec(spec)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
