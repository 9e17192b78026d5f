import { Tabs, type TabItem } from '../ui/Tabs.tsx';
import { useWorkbench } from '../app/store.ts';
import { useAnswersTo } from '../console/answers.ts';
import { AnswersTab } from './AnswersTab.tsx';
import { BacktraceTab } from './BacktraceTab.tsx';
import { useFacts } from './case-context.ts';
import { showTab, useCaseStore, type DetailsTab } from './case-store.ts';
import { ChainTab } from './ChainTab.tsx';
import './DetailsPanel.css';
import { HeldTab } from './HeldTab.tsx';
import { MeaningTab } from './MeaningTab.tsx';
import { RawTextTab } from './RawTextTab.tsx';
import { SelectedLock } from './SelectedLock.tsx';

/** Everything the report prints, in its own order of importance. */
export function DetailsPanel() {
  const { report, summary } = useFacts().view;
  const answers = useAnswersTo(summary);
  const canAsk = useWorkbench(({ consoles }) =>
    consoles.some(({ id, state, canType }) => id === summary.consoleId && state === 'connected' && canType),
  );
  const chosen = useCaseStore((state) => state.tab);
  const hasChain = report.chain !== undefined && report.chain.length > 0;
  const items: TabItem<DetailsTab>[] = [
    ...(hasChain ? [{ id: 'chain', title: 'Chain', content: <ChainTab /> } as const] : []),
    { id: 'held', title: `Held locks${countOf(report.heldLocks)}`, content: <HeldTab /> },
    { id: 'backtrace', title: 'Backtrace', content: <BacktraceTab /> },
    { id: 'raw', title: 'Raw text', content: <RawTextTab /> },
    ...(canAsk || answers.length > 0
      ? [
          {
            id: 'answers',
            title: `SysRq after it${countOf(answers)}`,
            content: <AnswersTab answers={answers} />,
          } as const,
        ]
      : []),
  ];
  const meaning = { id: 'meaning', title: hasChain ? 'Meaning' : 'What it says', content: <MeaningTab /> } as const;
  const all = hasChain ? [...items, meaning] : [meaning, ...items];
  const selected = chosen !== undefined && all.some(({ id }) => id === chosen) ? chosen : all[0]!.id;
  return (
    <div className="details">
      <Tabs label="Details of the report" className="details-tabs" items={all} selected={selected} onSelect={showTab} />
      <SelectedLock />
    </div>
  );
}

const countOf = (list: readonly unknown[] | undefined): string =>
  list === undefined || list.length === 0 ? '' : ` ${list.length}`;
