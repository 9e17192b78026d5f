/** Consoles: a source with its capture. */
import { z } from 'zod';
import { EpochMilliseconds, LineNumber } from '../units.ts';
import { done, Id, nothing, Path, Problem } from './common.ts';
import { Profile } from './settings.ts';
import { Ability, AnySpec, PowerAction, QmpCommand, SerialPortInfo, SourceState } from './sources.ts';

/** A "Linux version" banner: everything from its line to the next one belongs to this boot. */
export const Boot = z.object({ line: LineNumber, banner: z.string() });
export type Boot = z.infer<typeof Boot>;

/** One source with its capture, as shown in the Consoles list. The capture outlives the source. */
export const Console = z.object({
  /** Also the capture's id and file name stem. */
  id: Id,
  name: z.string(),
  spec: AnySpec,
  state: SourceState,
  /** Attempts since the last connection, while reconnecting. */
  attempts: z.number().int().nonnegative(),
  problem: Problem.optional(),
  /** Something the user should know that does not stop anything, e.g. "looks like a binary file". */
  notice: z.string().optional(),
  startedAt: EpochMilliseconds,
  capturePath: z.string(),
  /** The console whose recording goes on here, byte for byte, and which part of it this is, the first being 1. */
  continues: Id.optional(),
  part: z.number().int().min(2).optional(),
  /** Bytes in the capture file. */
  bytes: z.number().int().nonnegative(),
  /** Lines known to the analysis host (a last one without newline counts). */
  lines: z.number().int().nonnegative(),
  /** Bytes whose lines the analysis host knows; at most `bytes`. Rows can be asked for up to there. */
  indexedBytes: z.number().int().nonnegative(),
  /** Bytes the analysis host has read for reports, never more than `indexedBytes`; equals `bytes` when it has caught up. */
  analysedBytes: z.number().int().nonnegative(),
  /** "Linux version" banners so far; `console.boots` tells which. */
  boots: z.number().int().nonnegative(),
  reports: z.number().int().nonnegative(),
  /** True when text typed by the user can be sent. */
  canType: z.boolean(),
  /** What else can be done with it now; absent: nothing. */
  abilities: z.array(Ability).optional(),
  /** QMP's word for the state of the guest, when it was last asked: running, paused, shutdown, … */
  guest: z.string().max(100).optional(),
});
export type Console = z.infer<typeof Console>;

export const consoleRequests = {
  'console.list': { params: nothing, result: z.array(Console) },
  /** `name`: what the user calls it; absent: after its address. */
  'console.open': { params: z.object({ spec: AnySpec, name: z.string().max(200).optional() }), result: Console },
  /** Detach the source; the capture stays in the list. */
  'console.detach': { params: z.object({ id: Id }), result: done },
  /** What the user calls it from now on; its files keep theirs. */
  'console.rename': { params: z.object({ id: Id, name: z.string().trim().min(1).max(200) }), result: done },
  /** Take it out of the list. `deleteCapture` also removes the recorded file. */
  'console.remove': { params: z.object({ id: Id, deleteCapture: z.boolean() }), result: done },
  'console.type': { params: z.object({ id: Id, text: z.string().max(65_536) }), result: done },
  /** A BREAK on the serial line: of a port, over RFC 2217 or telnet, or through QEMU's chardev. */
  'console.break': { params: z.object({ id: Id }), result: done },
  /** The terminal that shows it has this size. */
  'console.resize': {
    params: z.object({ id: Id, columns: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) }),
    result: done,
  },
  /** Ask the QEMU behind a console. `status`: QMP's word for the state of the guest afterwards, e.g. running, paused. */
  'console.qmp': { params: z.object({ id: Id, command: QmpCommand }), result: z.object({ status: z.string() }) },
  /** Start, stop or restart the QEMU of a `qemu` source. */
  'console.power': { params: z.object({ id: Id, action: PowerAction }), result: done },
  /** Open every log in a folder that is there now or appears later, one console each, until the app ends. */
  'folder.open': { params: z.object({ path: Path }), result: z.object({ consoleIds: z.array(Id) }) },
  'serial.list': { params: nothing, result: z.array(SerialPortInfo) },
  /** Once a run: attach to the profiles if the user wants that. @returns hardware to ask the user about first */
  'profile.reopen': { params: nothing, result: z.object({ opened: z.array(Id), ask: z.array(Profile) }) },
  /** Its boots in the order of the log, from one on, the first being 0: who knows some asks for the others. */
  'console.boots': { params: z.object({ id: Id, from: z.number().int().nonnegative() }), result: z.array(Boot) },
  /** Open the capture of an earlier session by id (from a notebook link). */
  'console.reopen': { params: z.object({ id: Id }), result: Console },
} as const;

export const consoleEvents = {
  'console.changed': Console,
  'console.removed': z.object({ id: Id }),
} as const;
