/**
 * Holds the events of a capture back until the log has the bytes they tell of. Log and sidecar are two files: whatever
 * kills this process between two writes, the sidecar must never speak of a byte that the log does not have.
 */
import type { CaptureEvent } from '../node/capture-format.ts';

export class EventsInStep {
  readonly #write: (event: CaptureEvent) => void;
  readonly #waiting: CaptureEvent[] = [];
  /** Bytes that are in the log. */
  #written = 0;

  /** @param write puts an event into the sidecar */
  constructor(write: (event: CaptureEvent) => void) {
    this.#write = write;
  }

  /** Write it behind the events before it, as soon as the log reaches as far as it tells of. */
  add(event: CaptureEvent): void {
    if (this.#waiting.length > 0 || endOf(event) > this.#written) this.#waiting.push(event);
    else this.#write(event);
  }

  /** The log has `bytes` bytes. */
  written(bytes: number): void {
    this.#written = bytes;
    const due = this.#waiting.findIndex((event) => endOf(event) > bytes);
    for (const event of this.#waiting.splice(0, due === -1 ? this.#waiting.length : due)) this.#write(event);
  }

  /** What is not in the log by now never will be: write what is left, without those bytes. */
  finish(): void {
    for (const event of this.#waiting.splice(0)) {
      const within = upTo(event, this.#written);
      if (within !== undefined) this.#write(within);
    }
  }
}

/** How far into the log an event reaches. */
const endOf = (event: CaptureEvent): number => event.offset + (event.event === 'bytes' ? event.bytes : 0);

/** @returns what of an event is within the first `end` bytes, if anything */
function upTo(event: CaptureEvent, end: number): CaptureEvent | undefined {
  if (event.event !== 'bytes') return { ...event, offset: Math.min(event.offset, end) };
  const bytes = Math.min(event.bytes, end - event.offset);
  return bytes > 0 ? { ...event, bytes } : undefined;
}
