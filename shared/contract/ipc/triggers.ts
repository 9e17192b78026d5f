/** What users are told of and what is done then: triggers, what they fired at, and answers to SysRq keys. */
import { z } from 'zod';
import { ByteOffset, EpochMilliseconds, LineNumber } from '../units.ts';
import { Id } from './common.ts';

/** `lost`: the connection went, or QEMU ended. `text`: characters or a pattern in a line. */
export const TriggerEvent = z.enum(['report', 'panic', 'oops', 'rcu-stall', 'hung-task', 'text', 'silence', 'lost']);
export type TriggerEvent = z.infer<typeof TriggerEvent>;

/** SysRq keys that only show something, so that a trigger may press them. */
export const HarmlessSysRq = z.enum(['d', 'l', 'm', 't', 'w']);
export type HarmlessSysRq = z.infer<typeof HarmlessSysRq>;
/** `b` reboots, `c` crashes. */
export const SysRqKey = z.enum(['b', 'c', 'd', 'l', 'm', 't', 'w']);
export type SysRqKey = z.infer<typeof SysRqKey>;

/** How a SysRq key reaches the kernel: BREAK and the letter, or a command typed into a shell. `KEY` stands for the letter. */
export const SysRqWay = z.union([
  z.object({ by: z.literal('break') }),
  z.object({ by: z.literal('command'), command: z.string().min(1).max(500) }),
]);
export type SysRqWay = z.infer<typeof SysRqWay>;

/** Something on any live console that the user wants to be told of. */
export const Trigger = z.object({
  id: Id,
  on: TriggerEvent,
  isEnabled: z.boolean(),
  /** For `text`: these characters in one line, or with `isRegex` a regular expression of JavaScript. */
  text: z.string().max(500).optional(),
  isRegex: z.boolean().optional(),
  /** For `silence`: nothing arrived for so long. */
  seconds: z.number().int().min(1).max(86_400).optional(),
  /** Only on consoles of these names; absent: on all. */
  consoles: z.array(z.string().max(200)).max(100).optional(),

  /** Tell the desktop, when the window is in the background. Absent: yes. */
  notifies: z.boolean().optional(),
  /** Mark the line in its log. Absent: yes. */
  marks: z.boolean().optional(),
  /** Ring the bell. Absent: no. */
  rings: z.boolean().optional(),
  /** Keys pressed by itself, one after the other; what the machine answers is kept with the report. */
  sysRq: z.array(HarmlessSysRq).max(5).optional(),
  /** Absent: BREAK where there is one, else a command. */
  sysRqWay: SysRqWay.optional(),
  /** Stop the guest through QMP, after the keys are answered. */
  stopsGuest: z.boolean().optional(),
});
export type Trigger = z.infer<typeof Trigger>;

/** A trigger has fired. Told again, with the same id, when there is more to say. */
export const FiredTrigger = z.object({
  id: Id,
  consoleId: Id,
  /** What happened, in a few words. */
  words: z.string(),
  /** Where in the log; for silence the last line, absent while there is none. */
  line: LineNumber.optional(),
  at: EpochMilliseconds,
  /** The line is marked. */
  marks: z.boolean(),
  /** What was done by itself, and what could not be. */
  done: z.string().optional(),
});
export type FiredTrigger = z.infer<typeof FiredTrigger>;

/** Why an answer is over; `coming`: it is not. */
export const AnswerState = z.enum([
  'coming',
  'complete', // the kernel's own last line came
  'quiet', // nothing more came
  'limit', // so much or so long that it was given up
  'cut', // the connection went
  'overtaken', // the user pressed another key
]);
export type AnswerState = z.infer<typeof AnswerState>;

/** What a machine printed after a SysRq key was pressed: a part of its capture. */
export const Answer = z.object({
  /** `<console id>:<first byte>` */
  id: Id,
  consoleId: Id,
  key: SysRqKey,
  by: z.enum(['break', 'command']),
  /** When the key was pressed. */
  at: EpochMilliseconds,
  /** The capture's length when the key was pressed, and when the answer was over. */
  firstByte: ByteOffset,
  lastByte: ByteOffset,
  /** Its lines, once they are known. */
  firstLine: LineNumber.optional(),
  lastLine: LineNumber.optional(),
  state: AnswerState,
  /** First byte of the report that it was pressed for. */
  report: ByteOffset.optional(),
  /** The trigger that pressed it, in words; absent when the user did. */
  trigger: z.string().max(600).optional(),
});
export type Answer = z.infer<typeof Answer>;

/** Part of the requests of ipc.ts. */
export const triggerRequests = {
  /** What has fired on a console, also in earlier sessions. */
  'trigger.list': { params: z.object({ consoleId: Id }), result: z.array(FiredTrigger) },
  /** Answers to SysRq keys in a capture, also of earlier sessions; the oldest first. */
  'answer.list': { params: z.object({ consoleId: Id }), result: z.array(Answer) },
  /** Press a SysRq key. `way` absent: BREAK where there is one, else a command. @returns what was begun */
  'console.sysrq': {
    params: z.object({ id: Id, key: SysRqKey, way: SysRqWay.optional(), report: ByteOffset.optional() }),
    result: Answer,
  },
} as const;

/** Part of the events of ipc.ts. */
export const triggerEvents = {
  'trigger.fired': FiredTrigger,
  'answer.changed': Answer,
} as const;
