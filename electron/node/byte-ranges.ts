/** When the bytes of a capture came, out of its sidecar: fast, as a recording of days has millions of such lines. */
import * as fs from 'node:fs/promises';
import { CaptureEvent, parseJson } from './capture-format.ts';

const PIECE = 256 * 1024;
/** What comes in a line that is longer is no range of bytes. */
const LONGEST_LINE = 4096;
/** A `bytes` event as we write it: {"at":…,"event":"bytes","offset":…,"bytes":…} */
const AS_WRITTEN = /^\{"at":(\d+(?:\.\d+)?),"event":"bytes","offset":(\d+),"bytes":([1-9]\d*)\}$/;

/**
 * Hand on the end (bytes from the start of the capture) and the time (µs since 1970) of each range, in the order of the
 * file. Others have turns in between.
 * @throws the system error when the file cannot be read
 */
export async function readByteRanges(file: string, onRange: (end: number, at: number) => void): Promise<void> {
  const handle = await fs.open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    let rest = '';
    for (let position = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const text = rest + buffer.toString('latin1', 0, bytesRead);
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        takeLine(text.slice(start, end), onRange);
        start = end + 1;
      }
      rest = text.slice(start).slice(0, LONGEST_LINE);
    }
    takeLine(rest, onRange);
  } finally {
    await handle.close();
  }
}

function takeLine(line: string, onRange: (end: number, at: number) => void): void {
  const match = AS_WRITTEN.exec(line);
  if (match !== null) onRange(Number(match[2]) + Number(match[3]), Number(match[1]));
  else if (line.includes('"bytes"') && line.length < LONGEST_LINE) {
    // Somebody else's way of writing JSON.
    const event = CaptureEvent.safeParse(parseJson(line)).data;
    if (event?.event === 'bytes') onRange(event.offset + event.bytes, event.at);
  }
}
