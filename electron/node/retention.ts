/** Old captures make room for new ones, if the user wants that: by age and by the size of all of them. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { CaptureLimits } from '../../shared/contract/ipc/captures.ts';
import { captureFiles, COPYING, isCaptureId } from './capture-format.ts';

const DAY = 86_400_000;

export interface StoredCapture {
  readonly id: string;
  /** Of the log and its sidecar. */
  readonly bytes: number;
  /** When something was written to it last, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/** The captures in a folder, those written to longest ago first. */
export async function storedCaptures(directory: string): Promise<readonly StoredCapture[]> {
  const captures: StoredCapture[] = [];
  for (const name of await fs.readdir(directory)) {
    const id = path.basename(name, '.log');
    if (!name.endsWith('.log') || !isCaptureId(id)) continue;
    const files = captureFiles(directory, id);
    const [log, events] = await Promise.all(
      [files.log, files.events].map((file) => fs.stat(file).catch(() => undefined)),
    );
    if (log?.isFile() !== true) continue;
    captures.push({ id, bytes: log.size + (events?.size ?? 0), writtenAt: log.mtimeMs });
  }
  return captures.sort((one, other) => one.writtenAt - other.writtenAt);
}

/**
 * A crash in the middle of putting a deleted log back leaves a part of it under another name: all that is left of that log,
 * so it takes its place, unless there is one. To be called while nothing is recorded.
 */
export async function rescueCopies(directory: string): Promise<void> {
  for (const name of await fs.readdir(directory).catch(() => [])) {
    if (!name.endsWith(COPYING)) continue;
    const copy = path.join(directory, name);
    const file = copy.slice(0, -COPYING.length);
    const isThere = (await fs.stat(file).catch(() => undefined)) !== undefined;
    if (isThere) await fs.rm(copy, { force: true });
    else await fs.rename(copy, file);
  }
}

/**
 * Which captures are beyond the limits.
 * @param captures those written to longest ago first
 * @param keep ids of captures that stay, whatever their age and size (which counts)
 */
export function beyondLimits(
  captures: readonly StoredCapture[],
  keep: ReadonlySet<string>,
  { captureMaxBytes = Infinity, captureMaxDays = Infinity }: CaptureLimits,
  now = Date.now(),
): readonly string[] {
  let total = captures.reduce((sum, { bytes }) => sum + bytes, 0);
  const gone: string[] = [];
  for (const { id, bytes, writtenAt } of captures) {
    if (keep.has(id) || (total <= captureMaxBytes && now - writtenAt <= captureMaxDays * DAY)) continue;
    total -= bytes;
    gone.push(id);
  }
  return gone;
}

/** Delete a capture's files. */
export async function deleteCapture(directory: string, id: string): Promise<void> {
  const { log, events } = captureFiles(directory, id);
  await fs.rm(log, { force: true });
  await fs.rm(events, { force: true });
}
