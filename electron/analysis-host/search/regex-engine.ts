/** How V8 treats patterns of users, in the threads that try them. */
import * as v8 from 'node:v8';

/**
 * V8 goes on with its linear-time engine where backtracking explodes, as far as the pattern allows that. A MiB of log takes
 * a few million steps back without anything being wrong, and the linear engine is a hundred times slower.
 */
export function setUpRegexEngine(): void {
  v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  v8.setFlagsFromString('--regexp-backtracks-before-fallback=20000000');
}
