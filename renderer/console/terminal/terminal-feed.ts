/** Brings the bytes of a growing capture to a terminal, in order and at the terminal's pace. */

/** Of what was there before the terminal, this much is shown. */
export const BACKLOG = 64 * 1024;
/** A terminal that is further behind than this leaves out what nobody could have read. */
export const MOST_BEHIND = 1024 * 1024;
const PIECE = 64 * 1024;

export interface TerminalFeedOptions {
  readonly fetch: (from: number, count: number) => Promise<Uint8Array>;
  /** Resolves when the terminal has taken it in. `isLive`: it arrived while the terminal was there. */
  readonly write: (bytes: Uint8Array, isLive: boolean) => Promise<void>;
  readonly onSkipped: (bytes: number) => void;
  readonly onProblem: (error: unknown) => void;
}

export class TerminalFeed {
  readonly #options: TerminalFeedOptions;
  readonly #backlogEnd: number;
  #position: number;
  #known: number;
  #isBusy = false;
  #isClosed = false;

  /** @param bytes of the capture when the terminal opens */
  constructor(bytes: number, options: TerminalFeedOptions) {
    this.#options = options;
    this.#backlogEnd = bytes;
    this.#known = bytes;
    this.#position = Math.max(0, bytes - BACKLOG);
  }

  /** The capture has `bytes` bytes. */
  grew(bytes: number): void {
    this.#known = Math.max(this.#known, bytes);
    if (!this.#isBusy) void this.#pump();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #pump(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#position < this.#known && !this.#isClosed) {
        const behind = this.#known - this.#position;
        if (behind > MOST_BEHIND) {
          this.#position = this.#known - BACKLOG;
          this.#options.onSkipped(behind - BACKLOG);
        }
        const isLive = this.#position >= this.#backlogEnd;
        const end = isLive ? this.#known : this.#backlogEnd;
        const bytes = await this.#options.fetch(this.#position, Math.min(PIECE, end - this.#position));
        if (bytes.length === 0 || this.#isClosed) break;
        this.#position += bytes.length;
        await this.#options.write(bytes, isLive);
      }
    } catch (error) {
      this.#options.onProblem(error);
    } finally {
      this.#isBusy = false;
    }
  }
}
