import * as path from 'node:path';

/** The folder of the application: two folders up both in the source tree and in dist/. */
export const root = path.join(import.meta.dirname, '..', '..');
