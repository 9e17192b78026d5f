/** The commands of the case view: what its buttons do, for the palette and the keyboard. */
import { useMemo } from 'react';
import { problemOf } from '../app/bridge.ts';
import { useCommands, type Command } from '../app/commands.ts';
import { copyLink } from '../app/copy-link.ts';
import { showProblem } from '../app/store.ts';
import { addEvidence, gatherReportEvidence } from '../notebook/index.ts';
import { addStepToNotebook } from '../replay/step-evidence.ts';
import type { ScenarioRun } from '../scenario/run-context.ts';
import type { Case } from './case-context.ts';
import { showTab } from './case-store.ts';

const report = (error: unknown): void => showProblem(problemOf(error));

/** Put the report into the current notebook. */
export function addReportToNotebook({ view }: Pick<Case, 'view'>): void {
  gatherReportEvidence(view).then(addEvidence).catch(report);
}

/** Edges of the circle in the order of the chain, by pointer. */
function neighbourEdge({ graph, selection }: Case, by: 1 | -1): string | undefined {
  const edges = graph.edges.filter((edge) => edge.pointer !== undefined);
  const at = edges.findIndex((edge) => edge.chainIndex !== undefined && edge.chainIndex === selection.chainIndex);
  return edges[(at + by + edges.length) % Math.max(1, edges.length)]?.pointer;
}

export function useCaseCommands(shown: Case, run: ScenarioRun | undefined, resetLayout: () => void): void {
  const commands = useMemo<readonly Command[]>(() => {
    const group = 'Report';
    const goToEdge = (by: 1 | -1) => () => {
      const pointer = neighbourEdge(shown, by);
      if (pointer !== undefined) shown.select(pointer);
    };
    const hasEdges = shown.graph.edges.length > 0;
    return [
      { id: 'report.addToNotebook', title: 'Add report to notebook', group, run: () => addReportToNotebook(shown) },
      {
        id: 'report.copyLink',
        title: 'Copy a link to here',
        group,
        run: copyLink,
      },
      {
        id: 'report.rawText',
        title: 'Show raw text',
        group,
        run: () => {
          showTab('raw');
          shown.showPanel('details');
        },
      },
      {
        id: 'report.answers',
        title: 'Show what SysRq keys printed after it',
        group,
        run: () => {
          showTab('answers');
          shown.showPanel('details');
        },
      },
      { id: 'report.nextEdge', title: 'Next dependency', group, keys: [']'], run: goToEdge(1), enabled: hasEdges },
      {
        id: 'report.previousEdge',
        title: 'Previous dependency',
        group,
        keys: ['['],
        run: goToEdge(-1),
        enabled: hasEdges,
      },
      {
        id: 'report.explore',
        title: 'Can it really happen? Explore every interleaving',
        group,
        keys: ['e'],
        run: () => shown.showPanel('explore'),
      },
      { id: 'report.whatIf', title: 'What if …', group, keys: ['w'], run: () => shown.showPanel('what-if') },
      { id: 'report.resetLayout', title: 'Reset layout', group, run: resetLayout },
      {
        id: 'replay.addStep',
        title: 'Add this step to notebook',
        group: 'Replay',
        run: () => addStepToNotebook(shown, run),
        enabled: shown.state !== undefined,
      },
    ];
  }, [shown, run, resetLayout]);
  useCommands('case', commands);
}
