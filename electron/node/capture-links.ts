/** Which captures the user's notebooks link to: those are evidence and must stay. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseLink } from '../../shared/notebook/place-link.ts';

/** Characters that end a link in Markdown and mail; links are made of others. */
const LINK = /lockstep:\d[^\s<>()[\]"'`\\|]*/gi;
/** Ids of this shape are made by `newCaptureId` and mean nothing else, wherever they stand. */
const MADE_ID = /\d{8}-\d{6}-[a-z0-9-]{1,60}/g;

/** Ids of captures that a text names: by a link, or by themselves (a path of a recording, a link that was broken). */
export function captureIdsIn(text: string): ReadonlySet<string> {
  const ids = new Set<string>(text.match(MADE_ID) ?? []);
  for (const link of text.match(LINK) ?? []) {
    const place = parseLink(link);
    if ('consoleId' in place) ids.add(place.consoleId);
  }
  return ids;
}

/**
 * Look through a folder of notebooks and the folders in it.
 * @returns names of notebooks by the id of the capture they name
 * @throws the system error when the folder or a notebook in it cannot be read: then nobody knows what is linked
 */
export async function captureLinks(directory: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const links = new Map<string, string[]>();
  const entries = await fs.readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory() || !entry.name.toLowerCase().endsWith('.md')) continue;
    const file = path.join(entry.parentPath, entry.name);
    for (const id of captureIdsIn(await fs.readFile(file, 'utf8'))) {
      links.set(id, [...(links.get(id) ?? []), path.relative(directory, file)]);
    }
  }
  return links;
}
