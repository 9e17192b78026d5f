import { CircleHelp, ThumbsDown, ThumbsUp } from 'lucide-react';
import { useMemo } from 'react';
import type { Report } from '../../shared/contract/report.ts';
import { hintsFor, type Hint } from '../../shared/scenario/hints.ts';
import { useCase, useFacts } from '../report/case-context.ts';
import { Badge } from '../ui/Badge.tsx';
import './HintList.css';

const SIGNS = { for: ThumbsUp, against: ThumbsDown, neither: CircleHelp } as const;
const SPEAKS = {
  for: 'speaks for a real deadlock',
  against: 'speaks for a false positive',
  neither: 'worth looking at',
} as const;
const SURE = {
  printed: { words: 'printed', title: 'The log says so.' },
  inferred: { words: 'inferred', title: 'Follows from names and functions in the log, by the kernel’s conventions.' },
  assumed: { words: 'assumed', title: 'Nothing in the log says so.' },
} as const;
/** More places of one hint are not offered. */
const SHOWN = 6;

/** What the report itself says about "can it really happen?". Never a verdict. */
export function HintList() {
  const { report } = useFacts().view;
  const hints = useMemo(() => hintsFor(report), [report]);
  return (
    <section className="hints" aria-label="Hints">
      <h3>Can it really happen? What the report says</h3>
      {hints.length === 0 ? (
        <p className="soft">Nothing in this report speaks for or against it by itself.</p>
      ) : (
        <ul>
          {hints.map((hint, index) => (
            <HintRow key={index} hint={hint} />
          ))}
        </ul>
      )}
      <p className="faint">
        Hints say where to look. A report cannot prove that a deadlock cannot happen: it does not print what else was
        held when an older dependency was recorded. Say what you know in “What if”.
      </p>
    </section>
  );
}

function HintRow({ hint }: { readonly hint: Hint }) {
  const { select, selection, view } = useCase();
  const { report } = view;
  const Sign = SIGNS[hint.speaks];
  const sure = SURE[hint.certainty];
  return (
    <li className="hint" data-speaks={hint.speaks}>
      <Sign aria-label={SPEAKS[hint.speaks]} />
      <div>
        <p className="selectable">{hint.words}</p>
        <p className="hint-foot">
          <span className="soft">{SPEAKS[hint.speaks]}</span>
          <Badge tone={hint.certainty === 'printed' ? 'neutral' : 'inferred'} title={sure.title}>
            {sure.words}
          </Badge>
          {hint.evidence.slice(0, SHOWN).map((pointer) => (
            <button
              key={pointer}
              type="button"
              className="hint-evidence"
              aria-pressed={selection.pointer === pointer}
              onClick={() => select(pointer)}
            >
              {pointerWords(report, pointer)}
            </button>
          ))}
        </p>
      </div>
    </li>
  );
}

/** Where in the report a pointer leads, in words: entries by the numbers that the kernel prints. */
function pointerWords(report: Report, pointer: string): string {
  const [, part = '', index, ...rest] = pointer.split('/');
  const chained = report.chain?.[Number(index)]?.index;
  const held = report.heldLocks?.[Number(index)]?.index;
  const number = index === undefined || Number.isNaN(Number(index)) ? '' : ` ${Number(index) + 1}`;
  switch (part) {
    case 'acquiring':
      return 'the lock it wants';
    case 'holding':
      return 'the lock it holds';
    case 'chain':
      return rest[0] === 'frames' && rest[1] !== undefined
        ? `chain #${chained}, frame ${Number(rest[1]) + 1}`
        : `chain #${chained}`;
    case 'heldLocks':
      return `held lock #${held}`;
    case 'backtrace':
      return index === undefined ? 'backtrace' : `backtrace, frame${number}`;
    default:
      return part.replace(/([A-Z])/g, ' $1').toLowerCase() + number;
  }
}
