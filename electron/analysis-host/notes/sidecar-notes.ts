/** The events of a sidecar that are not about bytes, read on from where the last reading ended. */
import * as fs from 'node:fs/promises';
import { CaptureEvent } from '../../node/capture-format.ts';

const PIECE = 256 * 1024;
/** A sidecar of days has millions of these; they are told apart without being parsed. */
const ABOUT_BYTES = '"event":"bytes"';
/** Longest line that is looked at, in bytes: what is pasted at once is far shorter. */
const LONGEST = 1024 * 1024;

export type NotedEvent = Exclude<CaptureEvent, { event: 'bytes' }>;

export class SidecarEvents {
  readonly #file: string;
  #position = 0;
  /** The start of a line whose end was not there yet. */
  #rest: Buffer = Buffer.alloc(0);
  #reading: Promise<void> | undefined;
  readonly #onEvent: (event: NotedEvent) => void;

  /** @param onEvent told each once, in their order */
  constructor(file: string, onEvent: (event: NotedEvent) => void) {
    this.#file = file;
    this.#onEvent = onEvent;
  }

  /** Tell all there are by now. A missing sidecar has none. @throws the system error when it cannot be read */
  async readOn(): Promise<void> {
    this.#reading ??= this.#readMore().finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  async #readMore(): Promise<void> {
    const handle = await fs.open(this.#file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (handle === undefined) return;
    try {
      for (;;) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(PIECE), 0, PIECE, this.#position);
        if (bytesRead === 0) return;
        this.#position += bytesRead;
        this.#take(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  }

  #take(piece: Buffer): void {
    const end = piece.lastIndexOf(0x0a);
    const whole = end < 0 ? undefined : Buffer.concat([this.#rest, piece.subarray(0, end)]).toString('utf8');
    this.#rest = end < 0 ? Buffer.concat([this.#rest, piece]) : Buffer.from(piece.subarray(end + 1));
    if (this.#rest.length > LONGEST) this.#rest = Buffer.alloc(0);
    for (const line of whole?.split('\n') ?? []) {
      if (line.includes(ABOUT_BYTES)) continue;
      const event = parse(line);
      if (event !== undefined && event.event !== 'bytes') this.#onEvent(event);
    }
  }
}

/** @returns undefined for the header, a torn line, or an event of a newer Lockstep */
function parse(line: string): CaptureEvent | undefined {
  try {
    return CaptureEvent.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
