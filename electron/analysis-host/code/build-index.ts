/**
 * Makes the function index of a tree: `ctags | sort`, with only the reformatting of lines in between here. Both run with
 * the lowest priority, so that consoles and reports don't notice. About 25 s for a 6.12 kernel.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { ProblemError } from '../../node/problem.ts';
import { syscallKey } from './symbol-name.ts';
import { writeIndexHeader } from './function-index.ts';
import { listSourceFiles } from './tree-files.ts';

export interface BuildOptions {
  readonly root: string;
  /** Files of the index: `<stem>.tags` and `<stem>.json`. */
  readonly stem: string;
  /** 0..1, now and then. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly ctags?: string;
}

/** Universal ctags' cross reference format: name, line, signature, file. */
const FORMAT = '%N\t%n\t%S\t%F';
const SYSCALL = /^(COMPAT_)?SYSCALL_DEFINE\d$/;
/** Other macros that define the function named by their first argument. */
const DEFINES = /^(?:DEFINE_(?:IDTENTRY|FREDENTRY)\w*|BPF_CALL_\d)$/;

/**
 * One line of ctags as a line of the index.
 * @returns undefined for what isn't a definition of a function
 */
function toTag(line: string, numberOf: ReadonlyMap<string, number>): { tag: string; file: number } | undefined {
  const [name, number, signature, file] = line.split('\t');
  const index = file === undefined ? undefined : numberOf.get(file);
  if (name === undefined || number === undefined || index === undefined) return undefined;
  const syscall = SYSCALL.exec(name);
  const called = /^\(\s*(\w+)/.exec(signature ?? '')?.[1];
  const defined =
    syscall !== null && called !== undefined
      ? syscallKey(called, syscall[1] !== undefined)
      : called !== undefined && DEFINES.test(name)
        ? called
        : name;
  return { tag: `${defined}\t${index}\t${number}\n`, file: index };
}

/** Functions of an assembly file: what include/linux/linkage.h marks as such. */
function assemblyLabels(text: string): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const name = /^\s*(?:SYM_\w*START\w*|SYM_INNER_LABEL\w*|ENTRY|SYM_ENTRY)\s*\(\s*(\w+)/.exec(line)?.[1];
    if (name !== undefined) found.push({ name, line: index + 1 });
  }
  return found;
}

/** @throws ProblemError `no-indexer` when ctags isn't installed; AbortError when `signal` says so */
export async function buildFunctionIndex(options: BuildOptions): Promise<void> {
  const { root, stem, onProgress, signal } = options;
  const files = await listSourceFiles(root, signal);
  const numberOf = new Map(files.map((file, number) => [file, number]));
  await fs.mkdir(path.dirname(stem), { recursive: true });

  const ctags = options.ctags ?? 'ctags';
  const reader = spawn(
    'nice',
    [
      '-n',
      '19',
      ctags,
      '--languages=C',
      '--map-C=+.h',
      '--kinds-C=f',
      '--sort=no',
      '-x',
      `--_xformat=${FORMAT}`,
    ].concat(['-f', '-', '-L', '-']),
    { cwd: root, signal, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const sorter = spawn('nice', ['-n', '19', 'sort', '-u', '-o', `${stem}.tags`], {
    env: { ...process.env, LC_ALL: 'C' },
    signal,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = Promise.all([ending(reader, ctags), ending(sorter, 'sort')]);
  // Awaited below; without this an early failure would be reported as unhandled meanwhile.
  ended.catch(() => undefined);
  for (const pipe of [reader.stdin, sorter.stdin]) pipe.on('error', () => undefined);
  reader.stdin.end(
    files
      .filter((file) => !file.endsWith('.S'))
      .map((file) => `${file}\n`)
      .join(''),
  );

  let functions = 0;
  let reached = 0;
  for await (const line of createInterface({ input: reader.stdout })) {
    const entry = toTag(line, numberOf);
    if (entry === undefined) continue;
    functions++;
    if (!sorter.stdin.write(entry.tag)) await drained(sorter);
    if (entry.file - reached > files.length / 200) {
      reached = entry.file;
      onProgress(reached / files.length);
    }
  }
  for (const file of files) {
    if (!file.endsWith('.S')) continue;
    for (const { name, line } of assemblyLabels(await fs.readFile(path.join(root, file), 'latin1'))) {
      functions++;
      sorter.stdin.write(`${name}\t${numberOf.get(file)}\t${line}\n`);
    }
  }
  sorter.stdin.end();
  await ended;
  await writeIndexHeader(stem, root, files, functions);
}

/** Resolves when the program may be written to again, or has ended. */
function drained(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      child.stdin?.off('drain', done);
      child.off('close', done);
      resolve();
    };
    child.stdin?.once('drain', done);
    child.once('close', done);
    if (child.exitCode !== null) done();
  });
}

/** Resolves when the program has ended well. */
async function ending(child: ChildProcess, name: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  if (code === 127) {
    throw new ProblemError({
      code: 'no-indexer',
      message: `${name} is not installed, so functions cannot be found by name.`,
      hint: 'sudo apt-get install universal-ctags',
    });
  }
  throw new ProblemError({
    code: 'indexer-failed',
    message: `${name} failed: ${said.trim().split('\n').at(-1) ?? ''}`,
  });
}
