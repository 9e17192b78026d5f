import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../shared/contract/ipc.ts';
import { NotebookSession, type NotebookFiles } from './notebook-session.ts';
import { differenceOf, plainBuffer, type TextBuffer } from './text-buffer.ts';

class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A disk with one folder; time of change counts up. */
class Disk {
  readonly files = new Map<string, { text: string; modifiedAt: number }>();
  writes: string[] = [];
  full = false;
  clock = 1;

  put(file: string, text: string): void {
    this.files.set(file, { text, modifiedAt: ++this.clock });
  }

  text = (file: string): string | undefined => this.files.get(file)?.text;

  readonly service: NotebookFiles = {
    read: (file) => {
      const found = this.files.get(file);
      return found === undefined
        ? Promise.reject(new Refused({ code: 'ENOENT', message: `${file} does not exist.` }))
        : Promise.resolve({ ...found });
    },
    write: (file, text, expected) => {
      if (this.full) return Promise.reject(new Refused({ code: 'ENOSPC', message: 'The disk is full.' }));
      if (expected !== undefined && this.files.get(file)?.modifiedAt !== expected)
        return Promise.reject(new Refused({ code: 'conflict', message: 'newer on disk' }));
      this.put(file, text);
      this.writes.push(text);
      return Promise.resolve({ modifiedAt: this.clock });
    },
    create: (title, text) => {
      this.put(`${title}.md`, text);
      return Promise.resolve({ file: `${title}.md`, title });
    },
    problemOf: (error) => (error instanceof Refused ? error.problem : { code: 'internal', message: String(error) }),
  };
}

const type = (session: NotebookSession, text: string): void => {
  let buffer: TextBuffer | undefined;
  session.adopt((present) => (buffer = plainBuffer(present)));
  buffer?.edit(session.text().length, session.text().length, text);
};

async function opened(text: string): Promise<{ disk: Disk; session: NotebookSession }> {
  const disk = new Disk();
  disk.put('a.md', text);
  const session = new NotebookSession('a.md', disk.service);
  await session.load();
  return { disk, session };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('autosave', () => {
  it('writes within a second of the last key', async () => {
    const { disk, session } = await opened('# A\n');
    type(session, 'x');
    expect(session.snapshot().save.is).toBe('saving');
    expect(disk.writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(disk.text('a.md')).toBe('# A\nx');
    expect(session.snapshot().save).toEqual({ is: 'saved', at: disk.clock });
  });

  it('writes at least every second while somebody keeps typing', async () => {
    const { disk, session } = await opened('');
    for (let key = 0; key < 30; key += 1) {
      type(session, 'x');
      await vi.advanceTimersByTimeAsync(100);
      expect(session.text().length - (disk.text('a.md') ?? '').length).toBeLessThanOrEqual(10);
    }
    expect(disk.writes.length).toBeLessThan(6);
  });

  it('writes nothing that was only looked at, nor after undoing everything', async () => {
    const { disk, session } = await opened('a\r\nb\n');
    session.adopt((text) => plainBuffer(text.replace(/\r\n/g, '\n')));
    await session.save();
    const insertion = session.insert('x');
    expect(session.takeOut(insertion)).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(disk.writes).toEqual([]);
    expect(session.snapshot().save.is).toBe('saved');
  });

  it('keeps a byte order mark', async () => {
    const { disk, session } = await opened('\uFEFF# A\n');
    expect(session.title()).toBe('A');
    type(session, 'x');
    await session.save();
    expect(disk.text('a.md')).toBe('\uFEFF# A\nx');
  });

  it('says why it failed, tries again by itself, and loses nothing', async () => {
    const { disk, session } = await opened('a');
    disk.full = true;
    type(session, 'b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.snapshot().save).toHaveProperty('problem.message', 'The disk is full.');
    expect(session.isUnsaved()).toBe(true);
    disk.full = false;
    await vi.advanceTimersByTimeAsync(6000);
    expect(disk.text('a.md')).toBe('ab');
    expect(session.snapshot().save.is).toBe('saved');
  });

  it('says why a file cannot be opened, and opens it when it can', async () => {
    const disk = new Disk();
    const session = new NotebookSession('a.md', disk.service);
    await session.load();
    expect(session.snapshot().load).toHaveProperty('problem.message', 'a.md does not exist.');
    disk.put('a.md', 'there');
    await session.load();
    expect(session.text()).toBe('there');
  });
});

describe('another program writes the file', () => {
  it('is taken over when there is nothing unsaved here', async () => {
    const { disk, session } = await opened('a\nb\nc\n');
    disk.put('a.md', 'a\nB\nc\n');
    await session.changedOnDisk();
    expect(session.text()).toBe('a\nB\nc\n');
    expect(session.snapshot().notice).toContain('read again');
    type(session, 'd');
    await vi.advanceTimersByTimeAsync(1000);
    expect(disk.text('a.md')).toBe('a\nB\nc\nd');
  });

  it('is not mistaken for a change when the text is the same (touch, our own write)', async () => {
    const { disk, session } = await opened('a');
    disk.put('a.md', 'a');
    type(session, 'b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(disk.text('a.md')).toBe('ab');
    await session.changedOnDisk();
    expect(session.snapshot()).toMatchObject({ save: { is: 'saved' }, notice: undefined });
  });

  it('is a conflict when there is; the file is left alone until the user decides', async () => {
    const { disk, session } = await opened('a');
    type(session, ' mine');
    disk.put('a.md', 'a theirs');
    await vi.advanceTimersByTimeAsync(1000);
    expect(session.snapshot().save).toEqual({ is: 'conflict' });
    type(session, '!');
    await vi.advanceTimersByTimeAsync(60_000);
    await session.save();
    expect(disk.text('a.md')).toBe('a theirs');
    expect(session.text()).toBe('a mine!');
  });

  it('conflict, reload: theirs is shown, as one change that can be undone', async () => {
    const { disk, session } = await opened('a');
    type(session, ' mine');
    disk.put('a.md', 'a theirs');
    await session.changedOnDisk();
    const before = session.text();
    const edits: string[] = [];
    session.adopt((text) => {
      const buffer = plainBuffer(text);
      return {
        ...buffer,
        edit: (from, to, inserted) => {
          edits.push(inserted);
          buffer.edit(from, to, inserted);
        },
      };
    });
    await session.reload();
    expect([before, session.text(), edits.length]).toEqual(['a mine', 'a theirs', 1]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(disk.writes).toEqual([]);
    expect(session.snapshot().save.is).toBe('saved');
  });

  it('conflict, keep mine: theirs becomes a notebook of its own', async () => {
    const { disk, session } = await opened('# T\n');
    type(session, 'mine');
    disk.put('a.md', '# T\ntheirs');
    await session.changedOnDisk();
    await session.keepMine();
    expect(disk.text('a.md')).toBe('# T\nmine');
    expect(disk.text('T (other version).md')).toBe('# T\ntheirs');
    expect(session.snapshot().notice).toContain('T (other version)');
  });

  it('no order of typing, saving and foreign writes loses a text', async () => {
    const step = fc.constantFrom('type', 'wait', 'foreign', 'told', 'keep', 'reload');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const { disk, session } = await opened('0');
        const foreign = new Set<string>();
        let number = 0;
        for (const each of steps) {
          number += 1;
          if (each === 'type') type(session, ` m${number}`);
          if (each === 'wait') await vi.advanceTimersByTimeAsync(1000);
          if (each === 'told') await session.changedOnDisk();
          if (each === 'keep' && session.snapshot().save.is === 'conflict') await session.keepMine();
          if (each === 'reload' && session.snapshot().save.is === 'conflict') await session.reload();
          if (each === 'foreign') {
            const text = `${disk.text('a.md') ?? ''} f${number}`;
            disk.put('a.md', text);
            foreign.add(`f${number}`);
          }
        }
        const everywhere = [...disk.files.values()].map(({ text }) => text).join('\n');
        for (const text of foreign) expect(everywhere).toContain(text);
        await vi.advanceTimersByTimeAsync(10_000);
        await session.changedOnDisk();
        if (session.snapshot().save.is === 'saved') expect(disk.text('a.md')).toBe(session.text());
      }),
      { numRuns: 300 },
    );
  });
});

describe('differenceOf', () => {
  it('is the change that makes one text of the other, and cuts no pair in half', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '\n', '\r\n', '𝒳', '𝒴'), { maxLength: 8 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const change = differenceOf(before, after);
        expect(before.slice(0, change.from) + change.text + before.slice(change.to)).toBe(after);
        for (const part of [change.text, before.slice(0, change.from), before.slice(change.to)])
          expect(part).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 2000 },
    );
  });
});
