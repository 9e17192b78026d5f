import type { ReportKind } from '../../shared/contract/report.ts';
import { KIND_WORDS } from '../ui/kind-words.ts';
import { KIND_EXPLANATIONS } from './kind-explanations.ts';
import './KindExplanation.css';

/** What lockdep means by a kind, in words. */
export function KindExplanation({ kind }: { readonly kind: ReportKind }) {
  const { meaning, next } = KIND_EXPLANATIONS[kind];
  return (
    <div className="kind-explanation selectable">
      <h3>What “{KIND_WORDS[kind].name}” means</h3>
      <p>{meaning}</p>
      <p className="soft">{next}</p>
    </div>
  );
}
