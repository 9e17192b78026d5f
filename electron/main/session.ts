/** Where the user left off: window bounds and the consoles in the list. */
import { z } from 'zod';
import type { KeyValueFile } from './settings.ts';
import type { WindowBounds } from './window.ts';

const Session = z.object({
  bounds: z
    .object({
      x: z.number().int().optional(),
      y: z.number().int().optional(),
      width: z.number().int().min(200).max(20_000),
      height: z.number().int().min(200).max(20_000),
    })
    .catch({ width: 1440, height: 900 }),
  maximized: z.boolean().catch(false),
  /** Capture ids, in the order of the list. */
  consoles: z.array(z.string()).catch([]),
  /** What the user calls captures, by id. */
  names: z.record(z.string(), z.string()).catch({}),
});
export type Session = z.infer<typeof Session>;

export class SessionStore {
  readonly #file: KeyValueFile;
  #value: Session;

  constructor(file: KeyValueFile) {
    this.#file = file;
    this.#value = Session.parse(file.read());
  }

  get value(): Session {
    return this.#value;
  }

  set(change: Partial<Session>): void {
    const next = { ...this.#value, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#value)) return;
    this.#value = next;
    this.#file.write(next);
  }
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Bounds on a screen that is still there; without a position when none of the screens shows enough of the window. */
export function visibleBounds(bounds: WindowBounds, screens: readonly Rectangle[]): WindowBounds {
  const { x, y, width, height } = bounds;
  const fits = screens.some(
    (screen) =>
      x !== undefined &&
      y !== undefined &&
      x + width > screen.x + 100 &&
      x < screen.x + screen.width - 100 &&
      y >= screen.y - 10 &&
      y < screen.y + screen.height - 100,
  );
  return fits ? bounds : { width, height };
}
