import type { RowState } from './thread-rows.ts';

const CIRCLE = 'M2 12a10 10 0 1 0 20 0a10 10 0 1 0-20 0';

/** The outlines of lucide's square, hourglass, circle-dot, circle and circle-slash-2 (ISC), each as a single path. */
const PATHS: Readonly<Record<RowState, string>> = {
  holding: 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z',
  waiting:
    'M5 22h14M5 2h14M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22' +
    'M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2',
  next: `${CIRCLE}M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0`,
  later: CIRCLE,
  past: `${CIRCLE}M22 2 2 22`,
};

/** The sign of a row. The element stays when the state changes and only its path is another: a step draws several. */
export function RowIcon({ state }: { readonly state: RowState }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={PATHS[state]} />
    </svg>
  );
}
