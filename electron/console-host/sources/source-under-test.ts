/** For tests: a directory of its own and the source that runs in it, stopped and cleaned away after each test. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { endAll } from './programs.ts';
import type { Source } from './source.ts';

export interface SourceUnderTest {
  /** New for each test. */
  readonly directory: string;
  /** Start a source; it is stopped after the test, before the programs it talks to end. */
  start(source: Source): Source;
}

/** Call once in a test file or `describe`. */
export function sourceUnderTest(): SourceUnderTest {
  let directory = '';
  let source: Source | undefined;
  beforeEach(async () => {
    directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  });
  afterEach(async () => {
    await source?.stop();
    source = undefined;
    await endAll();
    await fs.rm(directory, { recursive: true });
  });
  return {
    get directory() {
      return directory;
    },
    start(made) {
      source = made;
      made.start();
      return made;
    },
  };
}
