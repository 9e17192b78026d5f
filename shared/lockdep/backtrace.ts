/**
 * Stack lines and what surrounds them (lockdep-format.md, 2.4; lib/dump_stack.c `dump_stack_print_info`, the
 * architectures' show_regs and show_stack).
 */
import type { ReportKind } from '../contract/report.ts';
import { parseKernel } from './skeleton.ts';
import type { Cursor, Draft } from './draft.ts';

// CPU: {n} [UID: {u} ]?PID: {p} Comm: {comm} [Kdump: loaded ]?{taint} {release} #{n}
const CPU = /^CPU: (\d{1,5}) (?:UID: \d{1,10} )?PID: (\d{1,10}) Comm: (.{1,200})$/;
// Pid: {p}, comm: {comm} Not tainted 2.6.32 #1
const PID = /^Pid: (\d{1,10}), comm: (.{1,200})$/;
const TRACE = /^(?:Call [Tt]race:?|Backtrace:|Stack:|Call Trace:.{0,80})$/;
const SECTION = /^<\/?(?:TASK|IRQ|NMI|SOFTIRQ|ENTRY|#[A-Z]{1,3}\d?|EOI|IRQ_STACK)>$/;
// Registers and other lines inside a stack: RIP: 0010:f+.., RSP:, Code:, pc : , lr : , x29: , r9:400f0193, [exception]
const REGISTER =
  /^(?:[RE]?(?:IP|SP|AX|BX|CX|DX|SI|DI|BP|FLAGS)|R\d{1,2}|Code|FS|GS|CS|CR[0-4]|DR[0-7]|PKRU|pstate|pc|lr|sp|x\d{1,2}|r\d{1,2}|ra|epc|gp|tp|[ast]\d{1,2}|status|Exception stack\S{0,40}|[0-9a-f]{3,5}|GPR\d\d|NIP|MSR|LR|CFAR|IRQMASK|Krnl [A-Z]{3}|psr|Flags|EFLAGS|ORIG_[RE]AX|REGS|CTR|TRAP|XER|DAR|DEAR|DSISR|PC|Modules linked in)\s{0,8}[:(]/i;
const HEX_WORDS = /^(?:[0-9a-f]{8}|[0-9a-f]{16})(?: (?:[0-9a-f]{8}|[0-9a-f]{16}|\.{3})){1,7}$/;
const OTHER_REGISTER = /^(?:el|[0-9a-f]{4}:)/;
const EXTRA =
  /^(?:Hardware name: |Hardware: |Workqueue: |Tainted: \[|Sched_ext: |Stopper: |Insufficient stack space|Kernel panic|---?\[ end |--- interrupt|--- Exception|\[end of stack|irq event stamp)/;
const END = /^(?:-{3,}\[ (?:end trace|cut here)|-{6,}\[ cut here)/;

export const isBacktraceHeading = (text: string): boolean =>
  /^(?:stack backtrace|Stack dump where the error happened):?$/i.test(text);

/** Lines that only occur inside or around a stack dump. */
export const isStackFurniture = (text: string): boolean =>
  isBacktraceHeading(text) ||
  CPU.test(text) ||
  PID.test(text) ||
  TRACE.test(text) ||
  SECTION.test(text) ||
  REGISTER.test(text) ||
  HEX_WORDS.test(text) ||
  OTHER_REGISTER.test(text) ||
  EXTRA.test(text);

/** Kinds whose own sentence names the task before any stack: a dump before that is another task's. */
const NAMES_TASK: ReadonlySet<ReportKind> = new Set([
  'circular',
  'recursive',
  'irq-unsafe-order',
  'irq-inversion',
  'inconsistent-state',
  'invalid-wait-context',
  'nested-lock-not-taken',
  'bad-unlock-balance',
  'bad-contention-balance',
  'held-lock-freed',
]);
/** Kinds that print "stack backtrace:" above their stack, which is their last part. */
export const HAS_HEADING: ReadonlySet<ReportKind> = new Set([...NAMES_TASK, 'suspicious-rcu', 'locks-held-at-exit']);

const startBacktrace = (draft: Draft): void => {
  draft.report.backtrace ??= [];
  draft.sink = { frames: draft.report.backtrace, pointer: '/backtrace', backtrace: true };
  draft.slot = undefined;
  draft.held = undefined;
};

export const readBacktrace = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  const report = draft.report;
  if (isBacktraceHeading(text)) {
    if (draft.sawBacktraceHeading && (report.backtrace?.length ?? 0) > 0) {
      // "Nested lock was not taken" prints its stack twice.
      draft.sink = { frames: [], pointer: '', backtrace: true };
      draft.stackDone = false;
    } else {
      startBacktrace(draft);
    }
    draft.sawBacktraceHeading = true;
    draft.mark(cursor.at, 'backtrace', '/backtrace');
    draft.evidence++;
    cursor.at++;
    return true;
  }
  const cpu = CPU.exec(text) ?? PID.exec(text);
  if (cpu) {
    const modern = text.startsWith('CPU');
    const pid = Number(modern ? cpu[2] : cpu[1]);
    const about = (modern ? cpu[3] : cpu[2])!;
    // Another task's dump_stack in the middle of ours.
    if (report.task !== undefined && report.task.pid !== pid) return false;
    if (report.task === undefined && draft.kind !== undefined && NAMES_TASK.has(draft.kind) && !draft.isDept)
      return false;
    if (
      draft.sink?.backtrace === true &&
      draft.sink.frames.length > 0 &&
      !draft.sawCpuLine &&
      draft.sawBacktraceHeading
    ) {
      // What came between the heading and our own dump was somebody else's stack.
      draft.sink.frames.length = 0;
      for (const [i, mark] of draft.marks.entries()) {
        if (mark?.pointer?.startsWith('/backtrace/') === true) draft.marks[i] = { element: 'foreign' };
      }
      draft.torn++;
    }
    if (draft.sink?.backtrace !== true) {
      if (draft.stackDone && (report.backtrace?.length ?? 0) > 0) return false;
      startBacktrace(draft);
    } else if (draft.sink.frames.length > 0 && draft.sawCpuLine) {
      return false;
    }
    draft.sawCpuLine = true;
    const taint = /^(.{0,40}?) (?:Kdump: loaded )?(Not tainted|Tainted: .{1,40}?) (\S{1,120}) (#\S{1,60})/.exec(about);
    if (taint) {
      report.task ??= { comm: taint[1]!, pid };
      report.kernel ??= parseKernel(`${taint[3]!} ${taint[4]!} ${taint[2]!}`, true);
    }
    if (modern && report.task?.pid === pid) report.task = { ...report.task, cpu: Number(cpu[1]) };
    draft.mark(cursor.at, 'backtrace');
    cursor.at++;
    return true;
  }
  if (TRACE.test(text)) {
    if (draft.sink?.backtrace !== true) {
      if (
        draft.kind !== undefined &&
        HAS_HEADING.has(draft.kind) &&
        draft.hasHeadline &&
        !draft.isDept &&
        !draft.sawBacktraceHeading &&
        !draft.sawCpuLine
      )
        return false;
      startBacktrace(draft);
    }
    draft.mark(cursor.at, 'backtrace');
    cursor.at++;
    return true;
  }
  if (SECTION.test(text)) {
    if (draft.sink === undefined) return false;
    if (text === '</TASK>') draft.stackDone = true;
    draft.mark(cursor.at, 'backtrace');
    cursor.at++;
    return true;
  }
  return false;
};

/** Frames go to where the last heading said. */
export const readFrame = (draft: Draft, cursor: Cursor): boolean => {
  if (draft.sink === undefined) return false;
  const text = cursor.text()!;
  if (text === '' || draft.stackDone) return false;
  const torn = /^(?:\.\.\.|\[\.\.\.\])$/.test(text);
  if (torn) {
    // "...": somebody shortened the stack.
    draft.mark(cursor.at, 'detail');
    cursor.at++;
    return true;
  }
  const frame = cursor.facts.frame;
  if (frame) {
    const n = draft.sink.frames.push(frame) - 1;
    draft.mark(cursor.at, 'frame', draft.sink.pointer === '' ? undefined : `${draft.sink.pointer}/${n}`);
    cursor.at++;
    return true;
  }
  // A file:line that a mailer moved to a line of its own.
  const moved = /^(\.{0,2}[\w/.-]{1,300}\.[chSs]):(\d{1,7})(?: \[inline\])?$/.exec(text);
  const last = draft.sink.frames.at(-1);
  if (moved && last && last.file === undefined) {
    draft.sink.frames[draft.sink.frames.length - 1] = { ...last, file: moved[1]!, line: Math.max(1, Number(moved[2])) };
    draft.mark(
      cursor.at,
      'frame',
      draft.sink.pointer === '' ? undefined : `${draft.sink.pointer}/${draft.sink.frames.length - 1}`,
    );
    cursor.at++;
    return true;
  }
  return false;
};

/** Registers, Code:, raw stack words, Hardware name: belong to the report but to no field. */
export const readFurniture = (draft: Draft, cursor: Cursor): boolean => {
  const text = cursor.text()!;
  if (EXTRA.test(text)) {
    if (END.test(text)) {
      if (draft.sink?.backtrace === true) {
        draft.mark(cursor.at, 'detail');
        draft.over = true;
        cursor.at++;
        return true;
      }
      return false;
    }
    if (text.startsWith('Kernel panic')) return false;
    if (/^(?:Hardware name|Workqueue): /.test(text) && draft.sink?.backtrace === true) draft.note(text);
    draft.mark(cursor.at, 'detail');
    cursor.at++;
    return true;
  }
  if (draft.sink?.backtrace === true && (REGISTER.test(text) || HEX_WORDS.test(text) || OTHER_REGISTER.test(text))) {
    if (text.startsWith('Modules linked in')) return false;
    draft.mark(cursor.at, 'register');
    cursor.at++;
    return true;
  }
  return false;
};
