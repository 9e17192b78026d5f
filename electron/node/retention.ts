/** Old captures make room for new ones, if the user wants that: by age and by the size of all of them. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { captureFiles, isCaptureId } from './capture-format.ts';

export interface CaptureLimits {
  /** Absent: no limit. */
  readonly captureMaxBytes?: number | undefined;
  /** Days since the last byte. Absent: no limit. */
  readonly captureMaxDays?: number | undefined;
}

const DAY = 86_400_000;

/**
 * Delete captures beyond the limits, those written to longest ago first.
 * @param keep ids of captures that stay, whatever their age and size (which counts)
 * @returns ids of those that went
 */
export async function pruneCaptures(
  directory: string,
  keep: ReadonlySet<string>,
  { captureMaxBytes = Infinity, captureMaxDays = Infinity }: CaptureLimits,
  now = Date.now(),
): Promise<string[]> {
  if (captureMaxBytes === Infinity && captureMaxDays === Infinity) return [];
  const captures: { id: string; bytes: number; writtenAt: number }[] = [];
  for (const name of await fs.readdir(directory)) {
    const id = path.basename(name, '.log');
    if (!name.endsWith('.log') || !isCaptureId(id)) continue;
    const info = await fs.stat(path.join(directory, name)).catch(() => undefined);
    if (info?.isFile() === true) captures.push({ id, bytes: info.size, writtenAt: info.mtimeMs });
  }
  captures.sort((one, other) => one.writtenAt - other.writtenAt);
  let total = captures.reduce((sum, { bytes }) => sum + bytes, 0);
  const gone: string[] = [];
  for (const { id, bytes, writtenAt } of captures) {
    if (keep.has(id)) continue;
    if (total <= captureMaxBytes && now - writtenAt <= captureMaxDays * DAY) continue;
    const { log, events } = captureFiles(directory, id);
    await fs.rm(log, { force: true });
    await fs.rm(events, { force: true });
    total -= bytes;
    gone.push(id);
  }
  return gone;
}
