import {
  Columns2,
  FileText,
  FlaskConical,
  GitCompareArrows,
  House,
  Layers,
  Link,
  NotebookText,
  Settings,
  SquareTerminal,
} from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { NotebookInfo } from '../../shared/contract/ipc.ts';
import { showTogether } from '../console/list/list-state.ts';
import { nameWithPart } from '../console/part-words.ts';
import { groupReports } from '../inbox/group-reports.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { call, problemOf } from './bridge.ts';
import { go } from './navigation.ts';
import { closeOverlay, useOverlay } from './overlay.ts';
import { isLink } from '../../shared/notebook/place-link.ts';
import { readLink } from './follow-link.ts';
import { Picker, type PickerItem, type Understood } from './Picker.tsx';
import { goToReport } from './report-places.ts';
import { useKnownScenarios } from '../scenario/known-scenarios.ts';
import { showProblem, useWorkbench } from './store.ts';

const PAGES: readonly PickerItem[] = [
  { id: 'page.start', group: 'Pages', title: 'Start', icon: <House aria-hidden />, run: () => go({ at: 'start' }) },
  { id: 'page.lab', group: 'Pages', title: 'Lab', icon: <FlaskConical aria-hidden />, run: () => go({ at: 'lab' }) },
  {
    id: 'page.settings',
    group: 'Pages',
    title: 'Settings',
    icon: <Settings aria-hidden />,
    run: () => go({ at: 'settings' }),
  },
];

/** All consoles at once. */
const togetherItems = (consoleIds: readonly string[]): readonly PickerItem[] => [
  {
    id: 'consoles.beside',
    group: 'Consoles',
    title: 'All consoles side by side',
    icon: <Columns2 aria-hidden />,
    run: () => showTogether('beside', consoleIds),
  },
  {
    id: 'consoles.merged',
    group: 'Consoles',
    title: 'All consoles on one time axis',
    icon: <Layers aria-hidden />,
    run: () => showTogether('merged', consoleIds),
  },
];

/** The notebooks, asked for each time the dialog opens. */
function useNotebooks(isOpen: boolean): readonly NotebookInfo[] {
  const [notebooks, setNotebooks] = useState<readonly NotebookInfo[]>([]);
  const hasFolder = useWorkbench((state) => state.settings?.notebookDirectory !== undefined);
  useEffect(() => {
    if (!isOpen || !hasFolder) return;
    call('notebook.list', {}).then(setNotebooks, (error: unknown) => showProblem(problemOf(error)));
  }, [isOpen, hasFolder]);
  return notebooks;
}

/** A pasted link: where it leads, or what is wrong with it. */
function understandLink(query: string): Understood | undefined {
  if (!isLink(query)) return undefined;
  const read = readLink(query, useWorkbench.getState());
  if ('problem' in read) return { items: [], problem: read.problem };
  const item: PickerItem = {
    id: 'link',
    group: 'Link',
    title: read.title,
    icon: <Link aria-hidden />,
    run: () => go(read.place),
  };
  return { items: [item], problem: read.missing };
}

/** Ctrl+P: go to a console, a report, a scenario, a notebook or a page by a part of its name, or where a link leads. */
export function GoToDialog() {
  const isOpen = useOverlay((state) => state.open === 'go-to');
  const consoles = useWorkbench((state) => state.consoles);
  const reports = useWorkbench((state) => state.reports);
  const notebooks = useNotebooks(isOpen);
  const scenarios = useKnownScenarios(isOpen);
  const items = useMemo((): readonly PickerItem[] => {
    if (!isOpen) return [];
    return [
      ...consoles.map((console) => ({
        id: `console.${console.id}`,
        group: 'Consoles',
        title: nameWithPart(consoles, console),
        detail: console.state,
        icon: <SquareTerminal aria-hidden />,
        run: () => go({ at: 'console', consoleId: console.id }),
      })),
      ...(consoles.length > 1 ? togetherItems(consoles.map(({ id }) => id)) : []),
      ...groupReports(reports).map(({ latest }) => ({
        id: `report.${latest.id}`,
        group: 'Reports',
        title: latest.sentence,
        detail: `${KIND_WORDS[latest.kind].name} · ${latest.consoleName}`,
        icon: <FileText aria-hidden />,
        run: () => goToReport(latest),
      })),
      ...notebooks.map((notebook) => ({
        id: `notebook.${notebook.file}`,
        group: 'Notebooks',
        title: notebook.title,
        detail: notebook.file,
        icon: <NotebookText aria-hidden />,
        run: () => go({ at: 'notebook', file: notebook.file }),
      })),
      ...scenarios.map(({ id, title, detail }) => ({
        id: `scenario.${id}`,
        group: 'Scenarios',
        title,
        detail,
        icon: <GitCompareArrows aria-hidden />,
        run: () => go({ at: 'scenario', id }),
      })),
      ...PAGES,
    ];
  }, [isOpen, consoles, reports, notebooks, scenarios]);
  return (
    <Picker
      label="Go to anything"
      placeholder="Console, report, scenario, notebook, page, or a link (lockstep:…)"
      understand={understandLink}
      isOpen={isOpen}
      onClose={closeOverlay}
      items={items}
    />
  );
}
