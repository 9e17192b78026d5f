/** Logs as streams of bytes: files, standard input, gzip, xz and zstd by their magic numbers. Constant memory. */
import { Decompress } from 'fzstd';
import * as fs from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { XzReadableStream } from 'xz-decompress';
import { CliError, describeFileError } from './cli-error.ts';

/** Bytes a piece. The pieces may share one buffer: use each before asking for the next one. */
const PIECE = 1 << 20;

export interface Input {
  /** As shown in messages and in `report.source.name`; standard input is "-". */
  readonly name: string;
  /** Size on disk, when known. */
  readonly size: number | undefined;
  /** Bytes read from disk so far (compressed ones, for a compressed file). */
  readonly position: () => number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

type Compression = 'gzip' | 'xz' | 'zstd' | undefined;

const compressionOf = (head: Uint8Array): Compression => {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head[0] === 0xfd && head[1] === 0x37 && head[2] === 0x7a && head[3] === 0x58 && head[4] === 0x5a) return 'xz';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return undefined;
};

/** Open `name` ("-" is standard input). Throws `CliError` when it can't be opened; reading may throw one as well. */
export const openInput = (name: string): Input => {
  if (name === '-') return fromStandardInput();
  let size: number | undefined;
  try {
    const info = fs.statSync(name);
    if (info.isDirectory()) throw new CliError(`${name}: is a directory, expected a log file`);
    fs.accessSync(name, fs.constants.R_OK);
    size = info.isFile() ? info.size : undefined;
  } catch (error) {
    throw new CliError(describeFileError(name, error));
  }
  let position = 0;
  const raw = async function* (): AsyncGenerator<Uint8Array> {
    try {
      const handle = await open(name, 'r');
      try {
        const buffer = Buffer.allocUnsafe(PIECE);
        for (;;) {
          const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
          if (bytesRead === 0) return;
          position += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw new CliError(describeFileError(name, error));
    }
  };
  return { name, size, position: () => position, pieces: decompressed(name, raw()) };
};

const fromStandardInput = (): Input => {
  let position = 0;
  const raw = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of process.stdin) {
        const bytes = piece as Buffer;
        position += bytes.length;
        yield bytes;
      }
    } catch (error) {
      throw new CliError(describeFileError('standard input', error));
    }
  };
  return { name: '-', size: undefined, position: () => position, pieces: decompressed('-', raw()) };
};

const decompressed = async function* (name: string, raw: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  // The first bytes may come in small pieces.
  let head = new Uint8Array(0);
  let first = await raw.next();
  while (first.done !== true && head.length + first.value.length < 6) {
    head = Buffer.concat([head, first.value]);
    first = await raw.next();
  }
  const whole = first.done === true ? head : head.length === 0 ? first.value : Buffer.concat([head, first.value]);
  const compression = compressionOf(whole);
  if (compression === undefined) {
    if (whole.length > 0) yield whole;
    yield* raw;
    return;
  }
  let read = 0;
  const again = async function* (): AsyncGenerator<Uint8Array> {
    read += whole.length;
    // The decompressors keep what they are given for a while: no shared buffer.
    yield whole.slice();
    for await (const piece of raw) {
      read += piece.length;
      yield piece.slice();
    }
  };
  try {
    if (compression === 'gzip') yield* gunzip(again());
    else if (compression === 'xz') yield* unxz(again());
    else yield* unzstd(again());
  } catch (error) {
    if (error instanceof CliError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`${name}: near byte ${read}: expected ${compression} data (${reason.split('\n')[0]!})`);
  }
};

const gunzip = async function* (pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(pieces, { objectMode: true });
  const target = createGunzip();
  source.on('error', (error) => target.destroy(error));
  source.pipe(target);
  for await (const piece of target) yield piece as Buffer;
};

const unxz = async function* (pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
  });
  const reader = new XzReadableStream(source).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
};

const unzstd = async function* (pieces: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress((piece) => {
    if (piece.length > 0) ready.push(piece);
  });
  for await (const piece of pieces) {
    // Small steps: a few compressed kilobytes can become megabytes.
    for (let at = 0; at < piece.length; at += 65_536) {
      stream.push(piece.subarray(at, at + 65_536));
      yield* ready;
      ready = [];
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
};
