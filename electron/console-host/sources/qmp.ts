/**
 * QEMU's machine protocol (docs/interop/qmp-spec.rst of QEMU): one JSON object a line. A connection is made for every
 * command and closed after it, because QEMU serves one client at a time and the user may want to be that one.
 */
import * as net from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Problem } from '../../../shared/contract/ipc.ts';
import type { SourceAction } from '../../node/host-protocol.ts';
import { ProblemError, systemProblem } from '../../node/problem.ts';
import { notPossible } from './source.ts';

/** Greeting, answer, error or event. */
const Message = z.object({
  QMP: z.unknown().optional(),
  return: z.unknown().optional(),
  error: z.object({ class: z.string(), desc: z.string() }).optional(),
  event: z.string().optional(),
});
const Status = z.object({ status: z.string() });
const Chardevs = z.array(z.object({ label: z.string(), filename: z.string() }));

export interface QmpCommandLine {
  readonly execute: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** How long QEMU may take for all of it, in milliseconds. */
const WITHIN = 5000;

/**
 * Run commands one after the other.
 * @returns what each returned
 * @throws ProblemError when nobody answers or a command is refused
 */
export async function runQmp(path: string, commands: readonly QmpCommandLine[]): Promise<unknown[]> {
  const all = [{ execute: 'qmp_capabilities' }, ...commands];
  const results: unknown[] = [];
  const socket = net.connect({ path });
  return new Promise((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve(results.slice(1));
      else reject(error);
    };
    const timer = setTimeout(() => finish(silentProblem(path)), WITHIN);
    const next = (): void => {
      const command = all[results.length];
      if (command === undefined) finish();
      else socket.write(`${JSON.stringify(command)}\n`);
    };
    socket.on('error', (error) => finish(new ProblemError(nobodyProblem(error, path))));
    createInterface({ input: socket })
      // readline passes the socket's errors on; they are told above.
      .on('error', () => undefined)
      .on('line', (line) => {
        const value = parse(line);
        if (value === undefined && results.length === 0) finish(otherProblem(path));
        const message = Message.safeParse(value).data;
        if (message === undefined || message.event !== undefined) return;
        if (message.QMP !== undefined) next();
        else if (message.error !== undefined) {
          const said = `QEMU refused ${all[results.length]?.execute ?? 'it'}: ${message.error.desc}.`;
          finish(new ProblemError({ code: `qmp-${message.error.class}`, message: said }));
        } else {
          results.push(message.return);
          next();
        }
      })
      // `quit` may close before it answers.
      .on('close', () => (all[results.length]?.execute === 'quit' ? finish() : finish(silentProblem(path))));
  });
}

/** Do what can be done through QMP: BREAK and the machine's state. */
export async function qmpAct(path: string, action: SourceAction, chardev?: string): Promise<string | undefined> {
  if (action.do === 'break') {
    const id = chardev ?? (await serialChardev(path));
    await runQmp(path, [{ execute: 'chardev-send-break', arguments: { id } }]);
    return undefined;
  }
  if (action.do !== 'qmp') throw notPossible(path);
  if (action.command === 'quit') {
    await runQmp(path, [{ execute: 'quit' }]);
    return 'shutdown';
  }
  const query = { execute: 'query-status' };
  const commands = action.command === 'query-status' ? [query] : [{ execute: action.command }, query];
  return Status.parse((await runQmp(path, commands)).at(-1)).status;
}

/** `-serial` calls its first chardev serial0; with -chardev it has the user's name: take the only one that isn't QMP's. */
async function serialChardev(path: string): Promise<string> {
  const [list] = await runQmp(path, [{ execute: 'query-chardev' }]);
  const names = Chardevs.parse(list).map(({ label }) => label);
  const others = names.filter((name) => !name.startsWith('compat_monitor') && name !== 'parallel0');
  if (names.includes('serial0')) return 'serial0';
  if (others.length === 1) return others[0]!;
  throw new ProblemError({
    code: 'no-chardev',
    message: `QEMU has no chardev serial0, and which of ${others.join(', ') || 'none'} is the console is not clear.`,
    hint: 'Use -serial, or give the chardev the id serial0.',
  });
}

const FLAG = 'Start QEMU with -qmp unix:PATH,server=on,wait=off and give that path here.';

/** No such socket, or nobody behind it. */
function nobodyProblem(error: NodeJS.ErrnoException, path: string): Problem {
  const problem = systemProblem(error, path);
  if (problem.code === 'ENOENT') return { ...problem, message: `There is no QMP socket at ${path}.`, hint: FLAG };
  if (problem.code !== 'ECONNREFUSED') return problem;
  return { ...problem, message: `Nobody answers on the QMP socket ${path}: QEMU has ended.`, hint: 'Start it again.' };
}

/** Such as the monitor for people, which greets with "QEMU 7.2.0 monitor - type 'help' for more information". */
const otherProblem = (path: string): ProblemError =>
  new ProblemError({
    code: 'not-qmp',
    message: `What answers on ${path} does not speak QMP.`,
    hint: `It may be a monitor (-monitor) or a serial line. ${FLAG}`,
  });

const silentProblem = (path: string): ProblemError =>
  new ProblemError({
    code: 'qmp-silent',
    message: `QEMU does not answer on ${path}.`,
    hint: 'Another client may be connected to it; QMP serves one at a time.',
  });

/** @returns undefined for anything that isn't JSON */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
