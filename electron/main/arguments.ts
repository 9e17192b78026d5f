/** What the command line asks for. */
import * as path from 'node:path';
import { z } from 'zod';
import { isLink } from '../../shared/notebook/place-link.ts';

const PIPE = '--pipe=';

/** Also what a second instance hands to the first. */
export const Arguments = z.object({
  files: z.array(z.string()),
  /** Places to go to (`shared/notebook/place-link.ts`). */
  links: z.array(z.string()),
  /** Sockets of `lockstep open -`. */
  pipes: z.array(z.string()),
  lab: z.boolean(),
});
export type Arguments = z.infer<typeof Arguments>;

/**
 * @param argv `process.argv`; Electron's own switches may stand anywhere in it
 * @param isPackaged false: the first name is the application's folder
 * @param cwd what relative names mean
 */
export function parseArguments(argv: readonly string[], isPackaged: boolean, cwd: string): Arguments {
  const given = argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .slice(isPackaged ? 0 : 1);
  return {
    files: given.filter((name) => !isLink(name)).map((name) => path.resolve(cwd, name)),
    links: given.filter(isLink),
    pipes: argv.filter((argument) => argument.startsWith(PIPE)).map((argument) => argument.slice(PIPE.length)),
    lab: argv.includes('--lab'),
  };
}
