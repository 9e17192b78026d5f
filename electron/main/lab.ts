/**
 * The lab kernel in QEMU. The guest is a process of its own with a serial line on a unix socket, so it neither waits for
 * us nor ends with a crash of ours; a plain unix source attaches to it. What builds it is scripts/lab-build.mjs, which a
 * package does not have: then the lab is 'missing'.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Provocation, type Console, type LabStatus, type Problem, type SourceSpec } from '../../shared/contract/ipc.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { commandLine, hasProgram, isAlive, sendSignal } from '../node/processes.ts';

export type LabKernel = Extract<SourceSpec, { kind: 'lab' }>['kernel'];

/** What `labStatus` of scripts/lab-build.mjs says, as far as it matters here. */
const BuildStatus = z.object({
  state: z.enum(['ready', 'missing', 'partial']),
  version: z.string().optional(),
  dir: z.string().optional(),
  sourceDir: z.string().optional(),
});
type BuildStatus = z.infer<typeof BuildStatus>;
const QemuCommand = z.object({ file: z.string(), args: z.array(z.string()) });

interface LabBuildModule {
  labCacheDir(): unknown;
  labStatus(options: { kernel: LabKernel }): unknown;
  qemuCommand(lab: unknown, options: { serialSocket: string; qmpSocket: string; waitForClient: boolean }): unknown;
}

export interface LabOptions {
  readonly userData: string;
  readonly resourcesDirectory: string;
  readonly scriptsDirectory: string;
  /** The console that is attached to the lab, if one is. */
  readonly findConsole: (kernel: LabKernel) => Console | undefined;
  readonly attach: (spec: SourceSpec) => Promise<Console>;
  readonly type: (consoleId: string, text: string) => void;
  readonly onChanged: (status: LabStatus) => void;
  readonly onProblem: (problem: Problem) => void;
  /** The lab's sources, to be offered as a source tree. */
  readonly onSource: (directory: string) => void;
}

const NOT_BUILT = 'Run `npm run lab` in a checkout of Lockstep: it builds the lab kernel once, in about five minutes.';

export class Lab {
  readonly #options: LabOptions;
  #running: { readonly pid: number; readonly kernel: LabKernel } | undefined;
  #watch: NodeJS.Timeout | undefined;
  #module: Promise<LabBuildModule | undefined> | undefined;
  #kernel: LabKernel = '6.12';

  constructor(options: LabOptions) {
    this.#options = options;
  }

  /** Socket of the guest's serial line; the same at every start, so that a source comes back to it. */
  serialSocket(kernel: LabKernel): string {
    return path.join(this.#socketDirectory(), `serial-${kernel}.sock`);
  }

  /** Its QMP socket, as lasting as that. */
  qmpSocket(kernel: LabKernel): string {
    return path.join(this.#socketDirectory(), `qmp-${kernel}.sock`);
  }

  async status(): Promise<LabStatus> {
    this.#adopt();
    const built = await this.#built(this.#kernel);
    return {
      build: built.state,
      version: built.state === 'ready' ? built.version : undefined,
      directory: built.dir ?? '',
      sourceDirectory: built.state === 'ready' ? built.sourceDir : undefined,
      qemu: hasProgram('qemu-system-x86_64') ? 'present' : 'missing',
      running: this.#running !== undefined,
      consoleId: this.#options.findConsole(this.#kernel)?.id,
      provocations: this.#provocations(),
    };
  }

  /** Start the guest if it isn't running, and attach to it. @throws ProblemError saying what is missing */
  async start(kernel: LabKernel): Promise<Console> {
    this.#adopt();
    if (this.#running !== undefined && this.#running.kernel !== kernel) await this.stop();
    this.#kernel = kernel;
    if (this.#running === undefined) await this.#boot(kernel);
    const console = this.#options.findConsole(kernel) ?? (await this.#options.attach({ kind: 'lab', kernel }));
    void this.#tell();
    return console;
  }

  /** End the guest. Its console goes on trying, for the next start. */
  async stop(): Promise<void> {
    this.#adopt();
    const running = this.#running;
    if (running === undefined) return;
    sendSignal(running.pid, 'SIGTERM');
    for (let tries = 0; tries < 100 && this.#running?.pid === running.pid; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!isAlive(running.pid)) this.#over(running.pid);
    }
    if (isAlive(running.pid)) sendSignal(running.pid, 'SIGKILL');
    this.#over(running.pid);
  }

  /** Type a provocation's command into the guest's shell. */
  provoke(name: string): void {
    const provocation = this.#provocations().find((candidate) => candidate.name === name);
    if (provocation === undefined) {
      throw new ProblemError({ code: 'no-provocation', message: `The lab has no provocation ${name}.` });
    }
    const console = this.#options.findConsole(this.#kernel);
    if (console === undefined) {
      throw new ProblemError({
        code: 'lab-not-running',
        message: 'The lab is not attached.',
        hint: 'Start it in the lab view.',
      });
    }
    this.#options.type(console.id, `${provocation.command}\n`);
  }

  /** Its console may have been detached or removed. */
  consolesChanged(): void {
    if (this.#running !== undefined) void this.#tell();
  }

  /** At quit: the guest ends with the application. */
  quit(): void {
    clearInterval(this.#watch);
    if (this.#running !== undefined) sendSignal(this.#running.pid, 'SIGTERM');
    this.#running = undefined;
    fs.rmSync(this.#socketDirectory(), { recursive: true, force: true });
  }

  async #boot(kernel: LabKernel): Promise<void> {
    const module = await this.#lab();
    const built = await this.#built(kernel);
    if (module === undefined || built.state !== 'ready') {
      throw new ProblemError({
        code: 'lab-not-built',
        message:
          built.state === 'partial'
            ? `The lab kernel ${kernel} is not finished.`
            : `The lab kernel ${kernel} is not built.`,
        hint: NOT_BUILT,
      });
    }
    if (!hasProgram('qemu-system-x86_64')) {
      throw new ProblemError({
        code: 'no-qemu',
        message: 'qemu-system-x86_64 is not installed.',
        hint: 'sudo apt-get install qemu-system-x86',
      });
    }
    const directory = makePrivate(this.#socketDirectory());
    const { file, args } = QemuCommand.parse(
      module.qemuCommand(module.labStatus({ kernel }), {
        serialSocket: this.serialSocket(kernel),
        qmpSocket: this.qmpSocket(kernel),
        // The guest's first line waits for its reader.
        waitForClient: true,
      }),
    );
    const logFile = path.join(directory, 'qemu.log');
    const log = fs.openSync(logFile, 'w', 0o600);
    // Own process group and no pipes: the guest doesn't notice when we are frozen.
    const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('spawn', () => resolve(child.pid!));
      child.once('error', (error) => reject(new ProblemError(problemOf(error))));
    });
    child.once('exit', (code, signal) => {
      if (this.#running?.pid === pid && code !== 0 && signal !== 'SIGTERM') {
        const said = lastWords(logFile);
        this.#options.onProblem({
          code: 'qemu-ended',
          message: `QEMU ended (${signal ?? `exit status ${code ?? 'unknown'}`}). ${said}`.trim(),
          hint: 'Start it again in the lab view.',
        });
      }
      this.#over(pid);
    });
    child.unref();
    this.#running = { pid, kernel };
    fs.writeFileSync(this.#pidFile(), JSON.stringify({ pid, kernel }));
    if (built.sourceDir !== undefined) this.#options.onSource(built.sourceDir);
  }

  /** A guest that outlived a crash of ours is taken over. */
  #adopt(): void {
    if (this.#running !== undefined || !isPrivate(this.#socketDirectory())) return;
    const parsed = z
      .object({ pid: z.number().int().positive(), kernel: z.enum(['6.12', '6.1']) })
      .safeParse(readJson(this.#pidFile()));
    if (!parsed.success) return;
    const { pid, kernel } = parsed.data;
    if (!commandLine(pid).includes(this.serialSocket(kernel))) return;
    this.#running = { pid, kernel };
    this.#kernel = kernel;
    this.#watch = setInterval(() => {
      if (!isAlive(pid)) this.#over(pid);
    }, 1000);
    this.#watch.unref();
  }

  #over(pid: number): void {
    if (this.#running?.pid !== pid) return;
    this.#running = undefined;
    clearInterval(this.#watch);
    fs.rmSync(this.#pidFile(), { force: true });
    void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#options.onChanged(await this.status());
  }

  async #built(kernel: LabKernel): Promise<BuildStatus> {
    const module = await this.#lab();
    if (module === undefined) return { state: 'missing' };
    const parsed = BuildStatus.safeParse(module.labStatus({ kernel }));
    if (parsed.success) return parsed.data;
    this.#options.onProblem({ code: 'internal', message: `scripts/lab-build.mjs: ${parsed.error.message}` });
    return { state: 'missing' };
  }

  #lab(): Promise<LabBuildModule | undefined> {
    const file = path.join(this.#options.scriptsDirectory, 'lab-build.mjs');
    this.#module ??= fs.existsSync(file)
      ? (import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<LabBuildModule>)
      : Promise.resolve(undefined);
    return this.#module;
  }

  #provocations(): Provocation[] {
    const value = readJson(path.join(this.#options.resourcesDirectory, 'lab', 'provocations.json'));
    const list = z.object({ provocations: z.array(Provocation) }).safeParse(value).data?.provocations;
    return list ?? z.array(Provocation).safeParse(value).data ?? [];
  }

  #pidFile(): string {
    return path.join(this.#socketDirectory(), 'qemu.json');
  }

  /** Short (a socket's path has at most 107 bytes), ours alone, and another one for another user data folder. */
  #socketDirectory(): string {
    const uid = process.getuid?.() ?? 0;
    const hash = createHash('sha256').update(this.#options.userData).digest('hex').slice(0, 8);
    const base = process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir();
    return path.join(base, `lockstep-${uid}-${hash}`);
  }
}

/** Make a folder that nobody else may enter. @throws ProblemError when somebody else made it first */
function makePrivate(directory: string): string {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!isPrivate(directory)) {
    throw new ProblemError({ code: 'EPERM', message: `${directory} is not a private folder of ours.` });
  }
  return directory;
}

/** Ours, and nobody else may enter. */
function isPrivate(directory: string): boolean {
  const info = fs.lstatSync(directory, { throwIfNoEntry: false });
  return info?.isDirectory() === true && info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
}

/** The end of what QEMU printed, without its notes. */
function lastWords(logFile: string): string {
  const lines = fs.readFileSync(logFile, 'utf8').trim().split('\n');
  return lines
    .filter((line) => !line.includes(': info: '))
    .slice(-3)
    .join(' ');
}

/** @returns undefined when the file isn't there or isn't JSON */
function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
