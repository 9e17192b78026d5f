/** Notebooks as files. */
import { z } from 'zod';
import { EpochMilliseconds } from '../units.ts';
import { MAX_TEXT, nothing } from './common.ts';

export const NotebookInfo = z.object({
  /** File name inside the notebook folder, ends in .md. */
  file: z.string().min(1).max(255),
  /** First heading, or the file's name. */
  title: z.string(),
  modifiedAt: EpochMilliseconds,
  bytes: z.number().int().nonnegative(),
});
export type NotebookInfo = z.infer<typeof NotebookInfo>;

export const notebookRequests = {
  'notebook.list': { params: nothing, result: z.array(NotebookInfo) },
  'notebook.create': { params: z.object({ title: z.string().min(1).max(200) }), result: NotebookInfo },
  'notebook.read': {
    params: z.object({ file: z.string().min(1).max(255) }),
    result: z.object({ text: z.string(), modifiedAt: EpochMilliseconds }),
  },
  /**
   * Write atomically. `expectedModifiedAt` is the modification time last seen: when the file on disk is newer
   * (another editor), nothing is written and the error code is `conflict`.
   */
  'notebook.write': {
    params: z.object({
      file: z.string().min(1).max(255),
      text: z.string().max(MAX_TEXT),
      expectedModifiedAt: EpochMilliseconds.optional(),
    }),
    result: z.object({ modifiedAt: EpochMilliseconds }),
  },
} as const;

export const notebookEvents = {
  /** The file of a notebook changed on disk by somebody else. */
  'notebook.changedOnDisk': z.object({ file: z.string() }),
} as const;
