/**
 * What other folders use of `console/`. In one place because the lint rule against Node's modules takes a path with the
 * folder's name for Node's module of that name.
 */
/* eslint-disable no-restricted-imports */
export { AttachDialog } from '../console/AttachDialog.tsx';
export { ConsoleList } from '../console/ConsoleList.tsx';
export { ConsoleView } from '../console/ConsoleView.tsx';
export { CopyLine } from '../console/CopyLine.tsx';
export { LogView } from '../console/LogView.tsx';
export { StateMark } from '../console/StateMark.tsx';
export { MissingConsole } from '../console/MissingConsole.tsx';
export { sourceWord, stateWord } from '../console/state-words.ts';
export { TypeBox } from '../console/TypeBox.tsx';
