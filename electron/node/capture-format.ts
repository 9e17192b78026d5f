/**
 * The capture format, `lockstep.capture/1` (docs/capture-format.md): `<id>.log` holds the console's own bytes, and
 * `<id>.events.ndjson` says when they arrived, where the connection had gaps and what was typed.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AnySpec } from '../../shared/contract/ipc.ts';
import { AnswerState, SysRqKey } from '../../shared/contract/ipc/triggers.ts';
import { ByteOffset, LineNumber } from '../../shared/contract/units.ts';

export const CAPTURE_SCHEMA = 'lockstep.capture/1';

/** First line of the sidecar. */
export const CaptureHeader = z.object({
  schema: z.literal(CAPTURE_SCHEMA),
  id: z.string(),
  name: z.string(),
  /** For pasted text, `text` is empty here: the bytes are the capture. */
  spec: AnySpec,
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  /** The capture that this one goes on from, byte for byte, and which part of that console it is, the first being 1. */
  continues: z.string().optional(),
  part: z.number().int().min(2).optional(),
});
export type CaptureHeader = z.infer<typeof CaptureHeader>;

/** A trigger has fired at `firedAt` (µs); noted again when it is known what was `done` by itself: the last one counts. */
const Fired = z.object({
  event: z.literal('fired'),
  firedAt: z.number(),
  words: z.string(),
  line: LineNumber.optional(),
  marks: z.boolean(),
  done: z.string().optional(),
});
/**
 * The bytes from `from` to `to` are what the machine answered to a SysRq key that was pressed at `pressedAt` (µs).
 * `report`: first byte of the report it was pressed for. `trigger`: what pressed it; absent when the user did.
 */
const Answered = z.object({
  event: z.literal('answer'),
  pressedAt: z.number(),
  key: SysRqKey,
  by: z.enum(['break', 'command']),
  from: ByteOffset,
  to: ByteOffset,
  firstLine: LineNumber.optional(),
  lastLine: LineNumber.optional(),
  ended: AnswerState,
  report: ByteOffset.optional(),
  trigger: z.string().optional(),
});

const at = z.number();
const offset = z.number().int().nonnegative();
/** Every later line. `at`: microseconds since 1970; `offset`: bytes in the capture when it happened. */
export const CaptureEvent = z.discriminatedUnion('event', [
  /** The source delivers from here on. `position`: the byte of the source file that comes next, for files. */
  z.object({ at, event: z.literal('connected'), offset, position: z.number().int().nonnegative().optional() }),
  /** `bytes` bytes from `offset` on; the first of them arrived at `at`, the last at most 10 ms later. */
  z.object({ at, event: z.literal('bytes'), offset, bytes: z.number().int().positive() }),
  z.object({ at, event: z.literal('disconnected'), offset, code: z.string(), message: z.string() }),
  /** `key`: what was sent has no bytes. */
  z.object({ at, event: z.literal('typed'), offset, text: z.string(), key: z.literal('break').optional() }),
  Fired.extend({ at, offset }),
  Answered.extend({ at, offset }),
  /** QEMU was told to stop, cont, system_reset or quit. */
  z.object({ at, event: z.literal('qmp'), offset, command: z.string() }),
  /** Something is missing here: Lockstep itself could not record, or netconsole lost messages; `reason` says which. */
  z.object({ at, event: z.literal('gap'), offset, reason: z.string() }),
  /** Something went wrong; `lostBytes` bytes that should stand at `offset` could not be kept. */
  z.object({
    at,
    event: z.literal('error'),
    offset,
    code: z.string(),
    message: z.string(),
    lostBytes: z.number().int().optional(),
  }),
  /**
   * Nothing comes any more: end of file, the command's exit, detached by the user; or the next byte is the first of the
   * capture `continuedIn`.
   */
  z.object({ at, event: z.literal('closed'), offset, reason: z.string(), continuedIn: z.string().optional() }),
]);
export type CaptureEvent = z.infer<typeof CaptureEvent>;

/** What main notes in a sidecar, without its place. */
export const CaptureNote = z.discriminatedUnion('event', [Fired, Answered]);
export type CaptureNote = z.infer<typeof CaptureNote>;

/** The two files of a capture. */
export const CaptureFiles = z.object({ log: z.string(), events: z.string() });
export type CaptureFiles = z.infer<typeof CaptureFiles>;

const ID = /^[a-z0-9][a-z0-9-]{0,120}$/;

/** Could this be the id of a capture? Ids become file names, so nothing else may get near a path. */
export const isCaptureId = (id: string): boolean => ID.test(id);

/** Ending of a copy, of one of the two files, that is not whole yet. */
export const COPYING = '.copying';

/** @returns where the files of capture `id` lie in `directory` */
export function captureFiles(directory: string, id: string): CaptureFiles {
  if (!isCaptureId(id)) throw new Error(`not a capture id: ${id}`);
  return { log: path.join(directory, `${id}.log`), events: path.join(directory, `${id}.events.ndjson`) };
}

/** A new capture id: time, name and four random digits, so that a listing of the folder tells what is what. */
export function newCaptureId(name: string, when: Date = new Date()): string {
  const time = when.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return `${time}-${slug === '' ? 'console' : slug}-${randomBytes(2).toString('hex')}`;
}

/** What a sidecar says. Lines that are torn (a crash) or unknown (a newer Lockstep) are counted, not fatal. */
export interface Sidecar {
  readonly header: CaptureHeader | undefined;
  readonly events: readonly CaptureEvent[];
  readonly badLines: number;
}

/**
 * Read a sidecar, line by line.
 * @param keep which events to keep; all by default
 * @throws the system error when the file cannot be read
 */
export async function readSidecar(file: string, keep: (event: CaptureEvent) => boolean = () => true): Promise<Sidecar> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let header: CaptureHeader | undefined;
  let badLines = 0;
  const kept: CaptureEvent[] = [];
  for await (const line of lines) {
    if (line === '') continue;
    const value = parseJson(line);
    if (header === undefined) {
      const parsed = CaptureHeader.safeParse(value);
      if (parsed.success) {
        header = parsed.data;
        continue;
      }
    }
    const parsed = CaptureEvent.safeParse(value);
    if (!parsed.success) badLines++;
    else if (keep(parsed.data)) kept.push(parsed.data);
  }
  return { header, events: kept, badLines };
}

/** Longest first line of a sidecar, in bytes: the command of a source may have 32 Ki characters. */
const MAX_HEADER = 256 * 1024;

/** The header of a sidecar, without reading the rest. @returns undefined when there is none that can be read */
export async function readHeader(file: string): Promise<CaptureHeader | undefined> {
  return headerIn(await readStart(file));
}

/** In the first line; in the second when a full disk tore the first one. */
function headerIn(text: string): CaptureHeader | undefined {
  for (const line of text.split('\n', 2)) {
    const header = CaptureHeader.safeParse(parseJson(line)).data;
    if (header !== undefined) return header;
  }
  return undefined;
}

async function readStart(file: string): Promise<string> {
  const handle = await fs.open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_HEADER), 0, MAX_HEADER, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What is known of a capture without its bytes; `name` and `startedAt` may be seen from its id alone. */
export type CaptureFacts = Partial<CaptureHeader> & Pick<CaptureHeader, 'name'>;

/**
 * The header of a sidecar, or what can be kept of it when it is torn (a full disk) or gone.
 * @returns the id as the name when nothing better is left
 */
export async function readFacts(id: string, eventsFile: string): Promise<CaptureFacts> {
  const text = await readStart(eventsFile).catch(() => '');
  const header = headerIn(text);
  if (header !== undefined) return header;
  const [line = ''] = text.split('\n', 1);
  const torn = /^\{"schema":"lockstep\.capture\/\d+","id":"[a-z0-9-]+","name":("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  const name = torn === undefined ? undefined : parseJson(torn);
  const [, day, time, slug] = MADE_ID.exec(id) ?? [];
  const startedAt = day === undefined || time === undefined ? NaN : Date.parse(isoTime(day, time));
  return {
    name: typeof name === 'string' ? name : (slug ?? id),
    ...(Number.isNaN(startedAt) ? {} : { startedAt }),
  };
}

/** As `newCaptureId` makes them: day, time, what it was called, four digits. */
const MADE_ID = /^(\d{8})-(\d{6})-([a-z0-9-]+)-[0-9a-f]{4}$/;
const isoTime = (day: string, time: string): string =>
  `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;

/** @returns undefined for anything that isn't JSON */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
