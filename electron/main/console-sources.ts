/** Sources of consoles: what they are called, which take text, which come back. */
import { createHash, randomBytes } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';
import type { AnySpec, LiveSpec } from '../../shared/contract/ipc.ts';
import type { HostSource } from '../node/host-protocol.ts';

export interface ResolvedSource {
  readonly name: string;
  readonly source: HostSource;
}

/** Kinds of source that take text. */
export const TYPED_INTO: ReadonlySet<HostSource['kind']> = new Set(['unix', 'tcp', 'serial', 'pty', 'qemu', 'command']);
/** Is it there again after the console host died? The others ended with it. */
export const comesBack = (source: HostSource): boolean =>
  COMES_BACK.has(source.kind) || ('again' in source && source.again === true);
const COMES_BACK: ReadonlySet<HostSource['kind']> = new Set([
  'unix',
  'tcp',
  'serial',
  'qemu',
  'netconsole',
  'file',
  'follow',
]);

export const isLive = (spec: AnySpec): spec is LiveSpec => LIVE_KINDS.has(spec.kind);
const LIVE_KINDS: ReadonlySet<AnySpec['kind']> = new Set(['tcp', 'serial', 'pty', 'qemu', 'netconsole', 'pipe']);

/** @param directory of the captures; sockets of our own lie apart from it, as their paths must be short */
export function liveSource(spec: LiveSpec, directory: string): HostSource {
  if (spec.kind !== 'qemu') return spec;
  const base = process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir();
  const ours = createHash('sha256').update(directory).digest('hex').slice(0, 8);
  return { ...spec, sockets: path.join(base, `lockstep-qemu-${ours}-${randomBytes(3).toString('hex')}`) };
}

/** What a source is called until the user says otherwise. */
export function nameOfSpec(spec: AnySpec): string {
  switch (spec.kind) {
    case 'file':
    case 'follow':
    case 'unix':
      return path.basename(spec.path) || spec.path;
    case 'serial':
      return path.basename(spec.path);
    case 'tcp':
      return `${spec.host}:${spec.port}`;
    case 'netconsole':
      return `netconsole ${spec.port}`;
    case 'pipe':
      return 'standard input';
    case 'command':
    case 'pty':
    case 'qemu':
      return spec.command.length > 60 ? `${spec.command.slice(0, 59)}…` : spec.command;
    case 'text':
      return spec.name;
    case 'example':
      return spec.id;
    case 'lab':
      return `lab ${spec.kernel}`;
  }
}
