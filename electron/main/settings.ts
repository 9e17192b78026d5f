/** The user's settings: a small JSON file, every value checked when it is read and when it is set. */
import Store from 'electron-store';
import { Settings } from '../../shared/contract/ipc.ts';

const DEFAULTS: Settings = {
  theme: 'system',
  sourceTrees: [],
  replayStepMilliseconds: 900,
  reopenCaptures: true,
};

/** The part of electron-store used here; tests put a Map behind it. */
export interface KeyValueFile {
  read(): Readonly<Record<string, unknown>>;
  write(values: Readonly<Record<string, unknown>>): void;
}

/** A JSON file `<name>.json` in `directory`. A file that isn't JSON is begun anew. */
export function jsonFile(directory: string, name: string): KeyValueFile {
  const store = new Store<Record<string, unknown>>({ cwd: directory, name, clearInvalidConfig: true });
  return {
    read: () => store.store,
    write: (values) => {
      store.store = { ...values };
    },
  };
}

export class SettingsStore {
  readonly #file: KeyValueFile;
  #value: Settings;

  constructor(file: KeyValueFile) {
    this.#file = file;
    this.#value = tolerant(file.read());
  }

  get value(): Settings {
    return this.#value;
  }

  /** Change some settings. A key that is present and undefined is cleared. @returns all of them */
  set(change: Partial<Settings>): Settings {
    this.#value = Settings.parse({ ...this.#value, ...change });
    const { ...values } = this.#value;
    this.#file.write(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)));
    return this.#value;
  }
}

/** Each value that is not what it should be is replaced by its default; the others are kept. */
export function tolerant(stored: Readonly<Record<string, unknown>>): Settings {
  const result: Record<string, unknown> = { ...DEFAULTS };
  for (const [key, schema] of Object.entries(Settings.shape)) {
    const parsed = schema.safeParse(stored[key]);
    if (stored[key] !== undefined && parsed.success) result[key] = parsed.data;
  }
  return Settings.parse(result);
}
