/**
 * /proc/lockdep as text (kernel/locking/lockdep_proc.c `l_show`, 2.6.32 - 7.x; lockdep-format.md, 6):
 *     "all lock classes:" NL  {key}[ OPS:{n}]? FD:{n} BD:{n} {usage}: {NAME} NL  ( " -> [{key}] {NAME}" NL )*  NL
 */
import { createWordFinder } from '../console-text/byte-scan.ts';
import { decodeUtf8 } from '../console-text/decode.ts';
import type { LockRef } from '../contract/report.ts';
import { parseLockName } from './lock-term.ts';

export interface ProcClass {
  readonly lock: LockRef;
  readonly ops?: number;
  /** Number of classes taken, directly or not, while this one was held; and the other way round. */
  readonly forward: number;
  readonly backward: number;
  /** Names of the classes that were taken while this one was held. */
  readonly after: readonly string[];
}

const HEADING = 'all lock classes:';
// (____ptrval____) OPS:      86 FD:   91 BD:    3 ++++: cpu_hotplug_lock
const CLASS = /^\S{1,24}(?: OPS: {0,8}(\d{1,12}))? FD: {0,5}(\d{1,7}) BD: {0,5}(\d{1,7}) ([.+?-]{4,6}): (.{1,400})$/;
//  -> [(____ptrval____)] static_call_mutex
const AFTER = /^ ?-> \[[^\]]{1,24}\] (.{1,400})$/;

export interface ProcLockdepReader {
  /** Read the next bytes of a log or of the file itself; everything but the dump is passed over. */
  push(bytes: Uint8Array): void;
  /** The classes of all dumps that were seen, in order. */
  end(): readonly ProcClass[];
}

const finder = createWordFinder([HEADING]);

/** Finds dumps of /proc/lockdep in a stream, also in the middle of a console log. */
export const createProcLockdepReader = (): ProcLockdepReader => {
  const classes: ProcClass[] = [];
  let inside = false;
  let tail = '';
  let seam: Uint8Array = new Uint8Array(0);
  let after: string[] = [];
  let strangers = 0;
  const readLine = (line: string): void => {
    const text = line.replace(/\r+$/, '');
    const head = CLASS.exec(text);
    if (head) {
      after = [];
      strangers = 0;
      classes.push({
        lock: { ...parseLockName(head[5]!), usage: head[4]! },
        ...(head[1] === undefined ? {} : { ops: Number(head[1]) }),
        forward: Number(head[2]),
        backward: Number(head[3]),
        after,
      });
      return;
    }
    const next = AFTER.exec(text);
    if (next) after.push(next[1]!.trim());
    else if (text.trim() !== '' && text.trim() !== HEADING && ++strangers > 8) inside = false;
    else if (text.startsWith('all lock chains:')) inside = false;
  };
  return {
    push(bytes) {
      let from = 0;
      if (!inside) {
        const joined = new Uint8Array(seam.length + bytes.length);
        joined.set(seam);
        joined.set(bytes, seam.length);
        const found = finder.find(joined, 0, joined.length);
        seam = joined.slice(-HEADING.length);
        if (found < 0) return;
        inside = true;
        strangers = 0;
        tail = '';
        from = Math.max(0, found + HEADING.length - (joined.length - bytes.length));
      }
      let text = tail;
      for (let at = from; at < bytes.length; at += 4096)
        text += decodeUtf8(bytes, at, Math.min(bytes.length, at + 4096));
      const lines = text.split('\n');
      tail = (lines.pop() ?? '').slice(0, 1000);
      for (const line of lines) if (inside) readLine(line);
    },
    end() {
      if (inside && tail !== '') readLine(tail);
      return classes;
    },
  };
};
