/** Saved sources in the attach dialog, and the question about them at start. */
import { PenLine, Trash2 } from 'lucide-react';
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
import { formOf } from './source-forms.ts';
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

interface ProfileListProps {
  readonly onAttached: () => void;
  readonly onEdit: (profile: Profile) => void;
  /** Name of the one that is being changed. */
  readonly edited: string | undefined;
}

/** The saved ones, each a button that attaches. Nothing while there are none. */
export function ProfileList({ onAttached, onEdit, edited }: ProfileListProps) {
  const profiles = useWorkbench((state) => state.settings?.profiles) ?? NONE;
  const reopen = useWorkbench((state) => state.settings?.reopenProfiles) ?? false;
  if (profiles.length === 0) return null;
  const isAtStart = ({ atStart = reopen }: Profile) => atStart;
  const change = (name: string, atStart: boolean) =>
    set({ profiles: profiles.map((one) => (one.name === name ? { ...one, atStart } : one)) });
  return (
    <section className="attach-profiles" aria-label="Saved">
      {profiles.map((profile) => {
        const { name, spec } = profile;
        return (
          <div key={name} className="attach-profile" data-edited={name === edited || undefined}>
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
            <Switch isSelected={isAtStart(profile)} onChange={(atStart) => change(name, atStart)}>
              <span className="visually-hidden">Attach to {name} </span>
              <span className="soft">at start</span>
            </Switch>
            <IconButton
              label={`Change ${name}`}
              icon={<PenLine />}
              isPressed={name === edited}
              isDisabled={formOf(spec) === undefined}
              onPress={() => onEdit(profile)}
            />
            <IconButton
              label={`Forget ${name}`}
              icon={<Trash2 />}
              onPress={() => set({ profiles: profiles.filter((one) => one.name !== name) })}
            />
          </div>
        );
      })}
      <Switch
        isSelected={profiles.every(isAtStart)}
        onChange={(reopenProfiles) =>
          set({ reopenProfiles, profiles: profiles.map(({ name, spec }) => ({ name, spec })) })
        }
      >
        Attach to all of them when Lockstep starts; hardware and programs only after asking
      </Switch>
    </section>
  );
}

interface SaveProfileProps {
  /** Calls back with what is typed in the form, if there are no mistakes in it. */
  readonly onSave: (save: (spec: AttachSpecInput) => Promise<void>) => void;
  /** Name of the one that is being changed; undefined: a new one is saved. */
  readonly edited: string | undefined;
  /** It was changed, or is left as it was. */
  readonly onEdited: () => void;
}

/** A name for what is typed in the form. A new one of a name that is there already takes its place. */
export function SaveProfile({ onSave, edited, onEdited }: SaveProfileProps) {
  const profiles = useWorkbench((state) => state.settings?.profiles) ?? NONE;
  const [name, setName] = useState(edited ?? '');
  const [error, setError] = useState<string>();
  const save = () => {
    const wanted = name.trim();
    if (wanted === '') {
      setError('Type a name first.');
      return;
    }
    if (edited !== undefined && wanted !== edited && profiles.some((profile) => profile.name === wanted)) {
      setError('Another one has this name.');
      return;
    }
    onSave(async (spec) => {
      const replaced = edited ?? wanted;
      const saved = (before?: Profile): Profile => ({ ...before, name: wanted, spec: AttachSpec.parse(spec) });
      const isKnown = profiles.some((profile) => profile.name === replaced);
      await call('settings.set', {
        profiles: isKnown
          ? profiles.map((profile) => (profile.name === replaced ? saved(profile) : profile))
          : [...profiles, saved()],
      });
      setName('');
      onEdited();
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
        label={edited === undefined ? 'Save these settings as (optional)' : `Name of ${edited} from now on`}
        placeholder="test board"
        value={name}
        onChange={(next) => {
          setName(next);
          setError(undefined);
        }}
        error={error}
      />
      <Button onPress={save}>{edited === undefined ? 'Save' : 'Save changes'}</Button>
      {edited !== undefined && <Button onPress={onEdited}>Leave it as it was</Button>}
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
