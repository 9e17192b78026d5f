/**
 * An open notebook: its text, and getting it onto the disk. Saves at the latest 0.9 s after a change, also while somebody
 * keeps typing; never overwrites what another program wrote without being told to.
 */
import type { Problem } from '../../shared/contract/ipc.ts';
import { insertedRange, insertionOf, titleOf, type Insertion } from '../../shared/notebook/notebook-document.ts';
import { differenceOf, plainBuffer, type TextBuffer } from './text-buffer.ts';

/** The file service, as main gives it. Problems come as thrown errors. */
export interface NotebookFiles {
  readonly read: (file: string) => Promise<{ readonly text: string; readonly modifiedAt: number }>;
  readonly write: (
    file: string,
    text: string,
    expectedModifiedAt: number | undefined,
  ) => Promise<{ readonly modifiedAt: number }>;
  /** Make another notebook with this text. */
  readonly create: (title: string, text: string) => Promise<{ readonly file: string; readonly title: string }>;
  readonly problemOf: (error: unknown) => Problem;
}

export type SaveState =
  /** On disk as it is here. `at`: when it was written, in milliseconds since 1970. */
  | { readonly is: 'saved'; readonly at: number }
  | { readonly is: 'saving' }
  | { readonly is: 'failed'; readonly problem: Problem }
  /** Another program changed the file after we read it, and there are changes here too. */
  | { readonly is: 'conflict' };

export interface SessionSnapshot {
  readonly file: string;
  readonly load:
    { readonly is: 'loading' } | { readonly is: 'ready' } | { readonly is: 'failed'; readonly problem: Problem };
  readonly save: SaveState;
  /** Something that happened by itself and that the user should know: reloaded from disk, kept as a copy. */
  readonly notice: string | undefined;
  /** The last thing that was inserted, for the editor to show. */
  readonly inserted: Insertion | undefined;
}

/** After the last key. */
const QUIET_MILLISECONDS = 400;
/** After the first unsaved change, however fast somebody types. */
const LONGEST_MILLISECONDS = 900;
/** A save that failed is tried again by itself. */
const RETRY_MILLISECONDS = 5000;
const BOM = '\uFEFF';

export class NotebookSession {
  readonly file: string;
  readonly #files: NotebookFiles;
  #buffer: TextBuffer = plainBuffer('');
  #stopListening: () => void = () => undefined;
  #snapshot: SessionSnapshot;
  readonly #watchers = new Set<() => void>();
  /** What is on disk as far as we know; in the buffer's words, so that both can be compared. */
  #diskText = '';
  #modifiedAt: number | undefined;
  #bom = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firstChangeAt: number | undefined;
  #saving: Promise<void> | undefined;
  #loading: Promise<void> | undefined;

  constructor(file: string, files: NotebookFiles) {
    this.file = file;
    this.#files = files;
    this.#snapshot = {
      file,
      load: { is: 'loading' },
      save: { is: 'saved', at: 0 },
      notice: undefined,
      inserted: undefined,
    };
  }

  // ------------------------------------------------------------ looking

  readonly snapshot = (): SessionSnapshot => this.#snapshot;

  /** Called after every change of the snapshot or of the text. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly text = (): string => this.#buffer.text();

  title(): string {
    return titleOf(this.text()) ?? this.file.replace(/\.md$/i, '');
  }

  isUnsaved(): boolean {
    return this.#snapshot.load.is === 'ready' && this.text() !== this.#diskText;
  }

  #set(change: Partial<SessionSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const watcher of this.#watchers) watcher();
  }

  // ------------------------------------------------------------ loading

  /** Read the file. Asking again while it is being read, or after it was, changes nothing. */
  load(): Promise<void> {
    if (this.#snapshot.load.is === 'ready') return Promise.resolve();
    this.#loading ??= this.#load().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #load(): Promise<void> {
    this.#set({ load: { is: 'loading' } });
    try {
      const { text, modifiedAt } = await this.#files.read(this.file);
      this.#bom = text.startsWith(BOM) ? BOM : '';
      this.#diskText = text.slice(this.#bom.length);
      this.#modifiedAt = modifiedAt;
      this.#use(plainBuffer(this.#diskText));
      this.#set({ load: { is: 'ready' }, save: { is: 'saved', at: modifiedAt } });
    } catch (error) {
      this.#set({ load: { is: 'failed', problem: this.#files.problemOf(error) } });
    }
  }

  #use(buffer: TextBuffer): void {
    this.#stopListening();
    this.#buffer = buffer;
    this.#stopListening = buffer.onChange(() => this.#changed());
  }

  /**
   * Let an editor's model hold the text from now on.
   * @param make the model for the present text. It may write line ends in its own way; that alone is not a change to save
   */
  adopt(make: (text: string) => TextBuffer): void {
    const wasUnsaved = this.isUnsaved();
    this.#use(make(this.text()));
    if (!wasUnsaved) this.#diskText = this.text();
  }

  // ------------------------------------------------------------ changing

  #changed(): void {
    this.#firstChangeAt ??= Date.now();
    if (this.#snapshot.save.is === 'conflict') this.#set({});
    else if (!this.isUnsaved() && this.#saving === undefined) this.#settled();
    else {
      this.#schedule(Math.min(QUIET_MILLISECONDS, this.#firstChangeAt + LONGEST_MILLISECONDS - Date.now()));
      this.#set({ save: { is: 'saving' }, notice: undefined });
    }
  }

  /** Undone back to what is on disk, or written. */
  #settled(): void {
    clearTimeout(this.#timer);
    this.#firstChangeAt = undefined;
    this.#set({ save: { is: 'saved', at: this.#modifiedAt ?? Date.now() } });
  }

  /** Put a block of Markdown into the document; see `insertionOf`. One undoable change. */
  insert(block: string, line?: number): Insertion {
    const insertion = insertionOf(this.text(), block, line);
    this.#buffer.edit(insertion.at, insertion.at, insertion.text);
    this.#set({ inserted: insertion });
    return insertion;
  }

  /** Take out what was inserted. Returns false when it was edited since and stays. */
  takeOut(insertion: Insertion): boolean {
    const range = insertedRange(this.text(), insertion);
    if (range === undefined) return false;
    this.#buffer.edit(range.from, range.to, '');
    return true;
  }

  #replaceText(text: string): void {
    const change = differenceOf(this.text(), text);
    this.#buffer.edit(change.from, change.to, change.text);
  }

  // ------------------------------------------------------------ saving

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), Math.max(0, milliseconds));
  }

  /** Write now if there is something to write. Never rejects; the outcome is in the snapshot. */
  async save(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#saving !== undefined) await this.#saving;
    if (!this.isUnsaved() || this.#snapshot.save.is === 'conflict') return;
    this.#saving = this.#write(this.#modifiedAt).finally(() => (this.#saving = undefined));
    await this.#saving;
  }

  async #write(expectedModifiedAt: number | undefined): Promise<void> {
    const text = this.text();
    this.#firstChangeAt = undefined;
    this.#set({ save: { is: 'saving' } });
    try {
      const { modifiedAt } = await this.#files.write(this.file, this.#bom + text, expectedModifiedAt);
      this.#diskText = text;
      this.#modifiedAt = modifiedAt;
      if (this.isUnsaved()) this.#schedule(QUIET_MILLISECONDS);
      else this.#settled();
    } catch (error) {
      const problem = this.#files.problemOf(error);
      if (problem.code === 'conflict') await this.#differs();
      else {
        this.#schedule(RETRY_MILLISECONDS);
        this.#set({ save: { is: 'failed', problem: problem.code === 'ENOENT' ? NO_FOLDER : problem } });
      }
    }
  }

  // ------------------------------------------------------------ somebody else wrote

  /** Main says that the file changed on disk. */
  async changedOnDisk(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    if (this.#snapshot.load.is === 'failed') return this.load();
    if (this.#snapshot.load.is === 'loading' || this.#snapshot.save.is === 'conflict') return;
    await this.#differs();
  }

  /** The file on disk is newer than what we know: take it if there is nothing of ours to lose, else ask. */
  async #differs(): Promise<void> {
    let disk: { readonly text: string; readonly modifiedAt: number };
    try {
      disk = await this.#files.read(this.file);
    } catch (error) {
      const problem = this.#files.problemOf(error);
      this.#set({ save: { is: 'failed', problem: problem.code === 'ENOENT' ? gone(this.file) : problem } });
      if (this.isUnsaved()) this.#schedule(RETRY_MILLISECONDS);
      return;
    }
    const text = disk.text.startsWith(BOM) ? disk.text.slice(1) : disk.text;
    if (sameText(text, this.#diskText)) {
      this.#modifiedAt = disk.modifiedAt;
      if (this.isUnsaved()) this.#schedule(0);
      else this.#settled();
    } else if (sameText(text, this.text()) || !this.isUnsaved()) this.#take(disk);
    else {
      clearTimeout(this.#timer);
      this.#set({ save: { is: 'conflict' } });
    }
  }

  #take(disk: { readonly text: string; readonly modifiedAt: number }): void {
    const same = sameText(disk.text.replace(BOM, ''), this.text());
    this.#bom = disk.text.startsWith(BOM) ? BOM : '';
    this.#modifiedAt = disk.modifiedAt;
    if (!same) this.#replaceText(disk.text.slice(this.#bom.length));
    this.#diskText = this.text();
    this.#settled();
    if (!same) this.#set({ notice: 'Changed on disk by another program, and read again.' });
  }

  /** Out of a conflict with the version on disk. Ours is one undo away. */
  async reload(): Promise<void> {
    try {
      this.#take(await this.#files.read(this.file));
      this.#set({ notice: 'The version on disk is shown. Undo brings yours back.' });
    } catch (error) {
      this.#set({ save: { is: 'failed', problem: this.#files.problemOf(error) } });
    }
  }

  /** Out of a conflict with our version. The one on disk is kept as a notebook of its own. */
  async keepMine(): Promise<void> {
    try {
      const disk = await this.#files.read(this.file);
      const kept = await this.#files.create(`${this.title().slice(0, 160)} (other version)`, disk.text);
      this.#saving = this.#write(disk.modifiedAt).finally(() => (this.#saving = undefined));
      await this.#saving;
      if (this.#snapshot.save.is === 'saved')
        this.#set({ notice: `The version that was on disk is kept as “${kept.title}”.` });
    } catch (error) {
      this.#set({ save: { is: 'failed', problem: this.#files.problemOf(error) } });
    }
  }

  /** Write nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#stopListening();
  }

  dismissNotice(): void {
    this.#set({ notice: undefined });
  }
}

const NO_FOLDER: Problem = {
  code: 'ENOENT',
  message: 'the folder for notebooks is not there any more.',
  hint: 'Bring it back, or choose another folder; the text goes along.',
};

const gone = (file: string): Problem => ({
  code: 'ENOENT',
  message: `${file} was deleted or renamed on disk; the next change writes it again.`,
});

/** An editor may write line ends in its own way. */
const sameText = (a: string, b: string): boolean => a === b || a.replace(/\r\n?/g, '\n') === b.replace(/\r\n?/g, '\n');
