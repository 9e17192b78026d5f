import { problemOf } from '../../app/bridge.ts';
import { showProblem } from '../../app/store.ts';

/** Show what went wrong. */
export const tell = (error: unknown): void => showProblem(problemOf(error));
