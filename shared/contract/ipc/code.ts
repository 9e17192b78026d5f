/** Source trees and where functions are in them. */
import { z } from 'zod';
import { nothing, Path, Problem } from './common.ts';

/** What is asked about a frame; text from a log, so hostile. */
export const FrameQuery = z.object({
  symbol: z.string().min(1).max(512),
  file: z.string().max(4096).optional(),
  line: z.number().int().positive().optional(),
  module: z.string().max(256).optional(),
});
export type FrameQuery = z.infer<typeof FrameQuery>;

export const CodeLocation = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    /** Path inside the tree, e.g. mm/slub.c. */
    file: z.string(),
    tree: z.string(),
    line: z.number().int().positive(),
    /** 'line': printed in the log. 'function': the definition found by name, not the line of the call. */
    precision: z.enum(['line', 'function']),
    /** Other definitions of that name (static functions), as file:line. */
    alternatives: z.array(z.object({ file: z.string(), line: z.number().int().positive() })),
  }),
  z.object({
    state: z.literal('missing'),
    reason: z.enum(['no-tree', 'not-found', 'no-indexer', 'indexing']),
    message: z.string(),
    hint: z.string(),
  }),
]);
export type CodeLocation = z.infer<typeof CodeLocation>;

export const SourceTree = z.object({
  path: Path,
  /** From the tree's Makefile, e.g. "6.12.117". */
  version: z.string().optional(),
  state: z.enum(['ready', 'indexing', 'failed']),
  /** 0..1 while indexing. */
  progress: z.number().min(0).max(1),
  functions: z.number().int().nonnegative(),
  problem: Problem.optional(),
});
export type SourceTree = z.infer<typeof SourceTree>;

export const codeRequests = {
  'code.trees': { params: nothing, result: z.array(SourceTree) },
  'code.locate': {
    params: z.object({ frames: z.array(FrameQuery).min(1).max(200) }),
    result: z.array(CodeLocation),
  },
  'code.read': {
    params: z.object({ tree: Path, file: Path }),
    result: z.object({ text: z.string(), language: z.enum(['c', 'cpp', 'rust', 'asm', 'text']) }),
  },
} as const;

export const codeEvents = {
  'code.treesChanged': z.array(SourceTree),
} as const;
