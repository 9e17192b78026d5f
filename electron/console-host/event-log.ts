/** Writes the sidecar of a capture: one JSON object a line, after the header. */
import * as fs from 'node:fs/promises';
import type { Problem } from '../../shared/contract/ipc.ts';
import { readHeader, type CaptureEvent, type CaptureHeader } from '../node/capture-format.ts';
import { AppendQueue } from './append-queue.ts';

/** Times of bytes are written at least this far apart, in milliseconds: who looks at a live capture is told of them otherwise. */
const PACE = 50;

export class EventLog {
  readonly #queue: AppendQueue;
  readonly #file: string;

  /**
   * @param onTrouble the sidecar cannot be written (the capture itself may still be)
   * @param after nothing is written before this
   */
  constructor(file: string, onTrouble: (problem: Problem | undefined) => void, after?: Promise<void>) {
    this.#file = file;
    this.#queue = new AppendQueue({
      file,
      after,
      pace: PACE,
      onTrouble,
      onWritten: () => undefined,
      onLost: () => undefined,
    });
  }

  /** Open it; a new one gets the header, an old one with a torn last line gets that line ended. */
  async open(header: CaptureHeader): Promise<void> {
    const length = await this.#queue.open();
    if (length === 0) this.#line(header);
    else if (!(await endsWithNewline(this.#file, length))) {
      this.#queue.push(Buffer.from('\n'));
      // A disk that was full tore the header itself: it comes again, behind what is left of it.
      if (!(await hasHeader(this.#file))) this.#line(header);
    }
  }

  /** A new file, made with its first line: nobody has to wait for it. */
  begin(header: CaptureHeader): void {
    this.#line(header);
  }

  add(event: CaptureEvent): void {
    this.#line(event);
    if (event.event !== 'bytes') this.#queue.hurry();
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  close(): Promise<void> {
    return this.#queue.close();
  }

  #line(value: CaptureHeader | CaptureEvent): void {
    this.#queue.push(Buffer.from(`${JSON.stringify(value)}\n`));
  }
}

async function hasHeader(file: string): Promise<boolean> {
  return (await readHeader(file)) !== undefined;
}

async function endsWithNewline(file: string, length: number): Promise<boolean> {
  const handle = await fs.open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, length - 1);
    return bytesRead === 1 && buffer[0] === 0x0a;
  } finally {
    await handle.close();
  }
}
