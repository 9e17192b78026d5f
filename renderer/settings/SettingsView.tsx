import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWorkbench } from '../app/store.ts';
import type { Settings } from '../../shared/contract/ipc.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { Switch } from '../ui/Switch.tsx';
import { About } from './About.tsx';
import { Captures } from './captures/Captures.tsx';
import { ReplaySpeed } from './ReplaySpeed.tsx';
import { chooseDirectory, saveSettings } from './save-settings.ts';
import { SETTINGS_GROUPS, showSettings, useSettingsGroup, type SettingsGroup } from './settings-groups.ts';
import './SettingsView.css';
import { SourceTrees } from './SourceTrees.tsx';
import { Triggers } from './triggers/Triggers.tsx';

function Setting({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="setting">
      <h2>{title}</h2>
      <div className="setting-body">{children}</div>
    </section>
  );
}

interface GroupProps {
  readonly settings: Settings;
}

function Appearance({ settings }: GroupProps) {
  return (
    <>
      <Setting title="Theme">
        <Choice
          label="Theme"
          value={settings.theme}
          onChange={(theme) => saveSettings({ theme })}
          options={[
            { value: 'system', title: 'As the desktop' },
            { value: 'dark', title: 'Dark' },
            { value: 'light', title: 'Light' },
          ]}
        />
      </Setting>
      <Setting title="Replay">
        <ReplaySpeed saved={settings.replayStepMilliseconds} />
      </Setting>
    </>
  );
}

function Folders({ settings }: GroupProps) {
  const chooseNotebooks = () =>
    chooseDirectory('notebooks', (notebookDirectory) => saveSettings({ notebookDirectory }));
  return (
    <>
      <Setting title="Notebooks">
        <div className="setting-line">
          {settings.notebookDirectory !== undefined && <MachineText>{settings.notebookDirectory}</MachineText>}
          <Button icon={<FolderOpen aria-hidden />} onPress={chooseNotebooks}>
            {settings.notebookDirectory === undefined ? 'Choose a folder …' : 'Change …'}
          </Button>
        </div>
        <p className="setting-note">
          Notebooks are Markdown files in this folder; keep it in Git if you like. Changing the folder moves nothing.
        </p>
      </Setting>
      <Setting title="Kernel sources">
        <SourceTrees settings={settings} />
      </Setting>
    </>
  );
}

function Consoles({ settings }: GroupProps) {
  return (
    <Setting title="At start">
      <Switch isSelected={settings.reopenCaptures} onChange={(reopenCaptures) => saveSettings({ reopenCaptures })}>
        Open the captures of the last session again
      </Switch>
    </Setting>
  );
}

const VIEWS: Readonly<Record<SettingsGroup, (props: GroupProps) => ReactNode>> = {
  appearance: Appearance,
  folders: Folders,
  consoles: Consoles,
  recordings: ({ settings }) => <Captures settings={settings} />,
  triggers: ({ settings }) => <Triggers settings={settings} />,
};

/** The settings, a group at a time. Every change holds at once. */
export function SettingsView() {
  const settings = useWorkbench((state) => state.settings);
  const group = useSettingsGroup();
  if (settings === undefined) return <EmptyState title={<Spinner label="Loading the settings …" />} />;
  const View = VIEWS[group];
  return (
    <div className="settings">
      <div className="settings-page">
        <h1 className="page-title">Settings</h1>
        <nav className="settings-nav" aria-label="Groups of settings">
          {SETTINGS_GROUPS.map(({ id, title, icon: Icon }) => (
            <button
              key={id}
              type="button"
              className="settings-nav-item"
              aria-current={id === group ? 'page' : undefined}
              onClick={() => showSettings(id)}
            >
              <Icon aria-hidden />
              {title}
            </button>
          ))}
        </nav>
        <div className="settings-group">
          <View settings={settings} />
        </div>
        <About />
      </div>
    </div>
  );
}
