/** `lockstep open`: the workbench, with files, or with standard input as a live console. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isLink, parseLink } from '../../../shared/notebook/place-link.ts';
import { CliError, describeFileError } from '../cli-error.ts';
import { root } from '../root.ts';
import { serveInput, type ServedInput } from '../served-input.ts';
import type { CliCommand } from './command.ts';

/** How long a workbench that runs already may take to begin reading, in milliseconds. */
const TAKEN_WITHIN = 20_000;

/** What starts the workbench: the application we are part of, or in the checkout what `npm start` runs. */
function startWorkbench(args: readonly string[]): ChildProcess {
  const stdio = ['ignore', 'inherit', 'inherit'] as const;
  if (process.versions['electron'] !== undefined) {
    return spawn(process.execPath, args, {
      stdio: [...stdio],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
    });
  }
  const script = path.join(root, 'scripts', 'start.mjs');
  if (!fs.existsSync(script)) throw new CliError(`${script} is missing: the workbench can't be started from here`);
  return spawn(process.execPath, [script, ...args], {
    stdio: [...stdio],
    env: { ...process.env, INIT_CWD: process.cwd() },
  });
}

/** Resolves with the exit status of the workbench, or of the start that handed everything to one that runs already. */
const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new CliError(`the workbench can't be started: ${error.message}`)));
    child.once('exit', (code) => resolve(code ?? 1));
  });

/** The input is read as long as it lasts, by whichever workbench took it. */
async function untilRead(input: ServedInput, exit: Promise<number>): Promise<number> {
  const status = await Promise.race([exit, input.over.then(() => 0)]);
  if (status !== 0) return status;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), TAKEN_WITHIN);
  });
  const outcome = await Promise.race([input.taken, late]);
  clearTimeout(timer);
  if (outcome === 'late') throw new CliError('no workbench has taken the standard input');
  await input.over;
  return exit;
}

export const openCommand: CliCommand = {
  register(program) {
    program
      .command('open')
      .summary('the workbench')
      .description(
        'Open the workbench with logs, mails, scenarios (*.lockstep) and links (lockstep:1/…); a workbench that runs takes them.',
      )
      .argument(
        '[file...]',
        'what to open, or a link to go to; "-" is standard input, watched until it ends: dmesg -w | lockstep open -',
      )
      .addHelpText('after', '\nExit status: 0, 2 error.')
      .action(async (files: string[]) => {
        for (const file of files) {
          if (file === '-') continue;
          if (isLink(file)) {
            const place = parseLink(file);
            if ('problem' in place) throw new CliError(`${place.problem.message} ${place.problem.hint ?? ''}`.trim());
            continue;
          }
          try {
            fs.accessSync(file, fs.constants.R_OK);
          } catch (error) {
            throw new CliError(describeFileError(file, error));
          }
        }
        const input = files.includes('-') ? await serveInput(process.stdin) : undefined;
        try {
          const named = files
            .filter((file) => file !== '-')
            .map((file) => (isLink(file) ? file.trim() : path.resolve(file)));
          const exit = ended(startWorkbench([...(input === undefined ? [] : [`--pipe=${input.path}`]), ...named]));
          process.exitCode = (await (input === undefined ? exit : untilRead(input, exit))) === 0 ? 0 : 2;
        } finally {
          input?.close();
        }
      });
  },
};
