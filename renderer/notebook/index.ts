/** The investigation notebook, as the rest of the window sees it. */
export { NotebookList } from './NotebookList.tsx';
export { NotebookPane, type NotebookPaneProps } from './NotebookPane.tsx';
export { addEvidence } from './add-evidence.ts';
export { gatherReportEvidence } from './gather-evidence.ts';
export { setCurrentNotebook, useCurrentNotebook } from './current-notebook.ts';
export { openPlace } from './open-place.ts';
