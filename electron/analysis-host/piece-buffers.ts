/** Buffers to read captures into, used again and again: many captures that are read take no more memory than a few. */
import { ScanMemory } from './scan/scan-memory.ts';

/** Bytes of each: few enough for the processor's cache. */
export const PIECE_BUFFER = 256 * 1024;
const KEPT = 1;
const idle: Buffer[] = [];

/** In memory that can be looked through fast. */
export const takeBuffer = (): Buffer => idle.pop() ?? new ScanMemory(PIECE_BUFFER).room;

/** Whoever gives a buffer back must not have kept a view of it. */
export function giveBuffer(buffer: Buffer): void {
  if (idle.length < KEPT) idle.push(buffer);
}
