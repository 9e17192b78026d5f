/** The application itself. */
import { z } from 'zod';
import { Id, nothing, Path, Problem } from './common.ts';

export const appRequests = {
  'app.info': {
    params: nothing,
    result: z.object({
      version: z.string(),
      electron: z.string(),
      chrome: z.string(),
      node: z.string(),
      userData: z.string(),
      platform: z.string(),
    }),
  },
  /** Files given on the command line, dropped or chosen are opened by main; this asks it to show the dialog. */
  'dialog.openFiles': { params: nothing, result: z.object({ consoleIds: z.array(Id) }) },
  'dialog.chooseDirectory': {
    params: z.object({ purpose: z.enum(['notebooks', 'source-tree']) }),
    result: z.object({ path: Path.optional() }),
  },
} as const;

export const appEvents = {
  /** A problem that belongs to no request, shown until dismissed. */
  'app.problem': Problem,
  /** A menu item or a file given from outside asks the renderer to run a command of its table. */
  'app.command': z.object({ id: z.string(), argument: z.string().optional() }),
} as const;
