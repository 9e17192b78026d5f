/** The commands that are there wherever the user is. */
import { lineNumber } from '../../shared/contract/units.ts';
import { focusInboxFilter } from '../inbox/inbox-state.ts';
import { call, problemOf } from './bridge.ts';
import { type Command, useCommands } from './commands.ts';
import { copyLink } from './copy-link.ts';
import { followLink } from './follow-link.ts';
import { go, goBack, goForward } from './navigation.ts';
import { newScenario, openScenario } from '../scenario/drafts.ts';
import { openFiles, showOpened } from './open.ts';
import { goToReport } from './report-places.ts';
import { openOverlay } from './overlay.ts';
import { SETTINGS_GROUPS, showSettings } from '../settings/settings-groups.ts';
import { showProblem, useWorkbench } from './store.ts';
import { shownTheme } from './theme.ts';
import { showColumn, toggleColumn } from './visibility.ts';

function setTheme(theme: 'dark' | 'light' | 'system'): void {
  call('settings.set', { theme }).then(
    (settings) => useWorkbench.setState({ settings }),
    (error: unknown) => showProblem(problemOf(error)),
  );
}

/** To what a trigger fired at: the report that begins in that line, else the line. */
function goToLine(consoleId: string, line: number): void {
  const report = useWorkbench
    .getState()
    .reports.find((candidate) => candidate.consoleId === consoleId && candidate.firstLine === line);
  if (report === undefined) go({ at: 'console', consoleId, line: lineNumber(line) });
  else goToReport(report);
}

/** To the named console (and line, after a space), or the one after the console the user is at. */
function goToConsole(consoleId: string | undefined): void {
  const { consoles, history, position } = useWorkbench.getState();
  const [, named, line] = /^(\S+) (\d+)$/.exec(consoleId ?? '') ?? [];
  if (named !== undefined) {
    goToLine(named, Number(line));
    return;
  }
  if (consoleId !== undefined) {
    showOpened([consoleId]);
    return;
  }
  const place = history[position];
  const here = consoles.findIndex(({ id }) => place?.at === 'console' && id === place.consoleId);
  const next = consoles[(here + 1) % consoles.length];
  if (next !== undefined) go({ at: 'console', consoleId: next.id });
}

const COMMANDS: readonly Command[] = [
  { id: 'app.goto', group: 'Go', title: 'Go to anything …', keys: ['Ctrl+P'], run: () => openOverlay('go-to') },
  { id: 'go.back', group: 'Go', title: 'Back', keys: ['Alt+ArrowLeft'], run: goBack },
  { id: 'go.forward', group: 'Go', title: 'Forward', keys: ['Alt+ArrowRight'], run: goForward },
  { id: 'go.start', group: 'Go', title: 'Start page', keys: ['Alt+Home'], run: () => go({ at: 'start' }) },
  { id: 'lab.show', group: 'Go', title: 'Lab', keys: ['Ctrl+Shift+L'], run: () => go({ at: 'lab' }) },
  { id: 'go.console', group: 'Go', title: 'Next console', keys: ['Ctrl+Shift+Y'], run: goToConsole },
  { id: 'app.settings', group: 'Go', title: 'Settings', keys: ['Ctrl+,'], run: () => go({ at: 'settings' }) },
  ...SETTINGS_GROUPS.map(({ id, title }) => ({
    id: `settings.${id}`,
    group: 'Go' as const,
    title: `Settings: ${title}`,
    run: () => showSettings(id),
  })),
  { id: 'go.copyLink', group: 'Go', title: 'Copy the link to this place', keys: ['Ctrl+Shift+C'], run: copyLink },
  {
    id: 'go.link',
    group: 'Go',
    title: 'Follow a link …',
    run: (link) => (link === undefined ? openOverlay('go-to') : followLink(link)),
  },
  {
    id: 'inbox.filter',
    group: 'Go',
    title: 'Filter the inbox',
    keys: ['/'],
    run: () => {
      showColumn('inbox');
      focusInboxFilter();
    },
  },
  { id: 'file.open', group: 'Application', title: 'Open files …', keys: ['Ctrl+O'], run: openFiles },
  { id: 'scenario.new', group: 'Application', title: 'New scenario', keys: ['Ctrl+N'], run: newScenario },
  {
    id: 'scenario.open',
    group: 'Application',
    title: 'Open a scenario (*.lockstep) …',
    run: (id) => (id === undefined ? openScenario() : go({ at: 'scenario', id })),
  },
  {
    id: 'file.paste',
    group: 'Application',
    title: 'Paste a report …',
    keys: ['Ctrl+Shift+V'],
    run: () => openOverlay('paste'),
  },
  {
    id: 'console.attach',
    group: 'Console',
    title: 'Attach a console …',
    keys: ['Ctrl+Shift+A'],
    run: () => openOverlay('attach'),
  },
  {
    id: 'app.palette',
    group: 'Application',
    title: 'All commands …',
    keys: ['Ctrl+Shift+P'],
    run: () => openOverlay('palette'),
  },
  { id: 'app.keys', group: 'Application', title: 'Keys', keys: ['?', 'F1'], run: () => openOverlay('help') },
  {
    id: 'app.toggleTheme',
    group: 'Application',
    title: 'Switch between dark and light',
    run: () => setTheme(shownTheme() === 'dark' ? 'light' : 'dark'),
  },
  { id: 'app.systemTheme', group: 'Application', title: 'Follow the desktop’s theme', run: () => setTheme('system') },
  {
    id: 'app.toggleSidebar',
    group: 'Application',
    title: 'Show or hide the sidebar',
    keys: ['Ctrl+B'],
    run: () => toggleColumn('sidebar'),
  },
  {
    id: 'app.toggleInbox',
    group: 'Application',
    title: 'Show or hide the inbox',
    keys: ['Ctrl+Shift+B'],
    run: () => toggleColumn('inbox'),
  },
];

export const useGlobalCommands = (): void => useCommands('app', COMMANDS);
