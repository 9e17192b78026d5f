/** Where a recording goes on after the process that wrote it died. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import {
  captureFiles,
  isCaptureId,
  readHeader,
  readSidecar,
  type CaptureFiles,
  type CaptureHeader,
} from '../node/capture-format.ts';

export interface Part {
  readonly header: CaptureHeader;
  readonly files: CaptureFiles;
}

/**
 * This capture and what it was continued in, to the part that was written to last.
 * @throws the system error when the sidecar of this capture cannot be read
 */
export async function partsFrom(first: Part): Promise<readonly Part[]> {
  const { header, files } = first;
  const { events } = await readSidecar(files.events, ({ event }) => event === 'closed');
  const last = events.at(-1);
  const next = last?.event === 'closed' ? last.continuedIn : undefined;
  if (next === undefined || !isCaptureId(next) || next === header.id) return [first];
  const nextFiles = captureFiles(path.dirname(files.log), next);
  const known = await readHeader(nextFiles.events).catch(() => undefined);
  if (known !== undefined) return [first, ...(await partsFrom({ header: known, files: nextFiles }))];
  // Nothing of it was written yet: it is begun under its name.
  const { id, part = 1 } = header;
  const begun = { ...header, id: next, startedAt: Date.now(), continues: id, part: part + 1 };
  return [first, { header: begun, files: nextFiles }];
}

/**
 * Where a source file was read to: the capture's length seen from the last 'connected' that named a position.
 * @param files of the part written to last @param before of the one that is known to have such a position otherwise
 */
export async function sourcePosition(files: CaptureFiles, before: CaptureFiles): Promise<number> {
  const size = (await fs.stat(files.log).catch(() => undefined))?.size ?? 0;
  const { events } = await readSidecar(files.events, ({ event }) => event === 'connected').catch(() => ({
    events: [],
  }));
  const last = events.findLast((event) => event.event === 'connected');
  if (last?.event === 'connected' && last.position !== undefined) {
    return last.position + Math.max(0, size - last.offset);
  }
  return files.log === before.log ? 0 : size + (await sourcePosition(before, before));
}
