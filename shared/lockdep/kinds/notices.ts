/**
 * Reports without the usual frame of rulers: non-static keys, limits of lockdep's tables, lists of all held locks,
 * hung tasks, sleeping functions, hotplug instances (lockdep.c `assign_lock_key`, `print_lockdep_off`,
 * `debug_show_all_locks`; kernel/hung_task.c; kernel/sched/core.c `__might_resched`; kernel/cpu.c).
 */
import { baseSymbol } from '../machinery.ts';
import { classIdentity, missingTail, placeOf, who } from './common.ts';
import type { AnyReport, KindGrammar } from './grammar.ts';
import { parseTask } from '../draft.ts';

const backtraceOnly = (report: AnyReport): string[] => missingTail(report).filter((part) => part === 'stack backtrace');

export const nonStaticKey: KindGrammar = {
  kind: 'non-static-key',
  headlines: [
    /^trying to register non-static key\.?$/,
    /^key [0-9a-f]{8,16} (?:has not been registered|not in \.data|is not in \.data|not registered)!?$/,
  ],
  prompts: [
    {
      pattern:
        /^the code is fine but needs lockdep annotation(?:\.|, or maybe)?$|^you didn't initialize this object before use\?$|^turning off the locking correctness validator\.?$/i,
      apply: () => true,
    },
  ],
  core: () => [],
  rest: backtraceOnly,
  identity: (report) => [placeOf(report.backtrace)],
  sentence: (report) =>
    `${who(report)} uses a lock whose key lockdep does not know${placeOf(report.backtrace) === '' ? '' : ` in ${placeOf(report.backtrace)}()`}: it was probably not initialised`,
};

export const lockdepLimit: KindGrammar = {
  kind: 'lockdep-limit',
  headlines: [/^((?:MAX_LOCK[A-Z_]{0,30}|MAX_STACK_TRACE_ENTRIES|MAX_STACK_TRACE_[A-Z]{1,20})) too low!?$/],
  prompts: [
    {
      pattern:
        /^(?:Please attach the output of \/proc\/lock_?stats? to the bug report|depth: \d{1,4} {1,2}max: \d{1,4}!?)$/i,
      apply: (match, draft) => {
        draft.note(match[0]);
        return true;
      },
    },
  ],
  core: () => [],
  rest: backtraceOnly,
  identity: (report) => [report.limit ?? '', report.limit === 'MAX_LOCK_DEPTH' ? placeOf(report.backtrace) : ''],
  sentence: (report) => `lockdep ran out of room (${report.limit ?? 'a limit'} too low) and turned itself off`,
};

const owners = (report: AnyReport): string => {
  const tasks = new Set((report.heldLocks ?? []).map((held) => `${held.task.comm}/${held.task.pid}`));
  return tasks.size === 1 ? [...tasks][0]! : `${tasks.size} tasks`;
};

export const heldLocksDump: KindGrammar = {
  kind: 'held-locks-dump',
  headlines: [
    /^Showing all locks held in the system:?$/,
    /^(sleeping function called from invalid context at.{0,200})$/,
    /^(workqueue leaked (?:lock or atomic|atomic, lock or RCU): .{1,120})$/,
    /^(scheduling while atomic: .{1,120})$/,
  ],
  prompts: [
    {
      // in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 42, name: insmod
      pattern: /^in_atomic\(\): .{0,100}?pid: (\d{1,10}), name: (.{1,20})$/,
      apply: (match, draft) => {
        draft.report.task ??= { comm: match[2]!.trim(), pid: Number(match[1]) };
        draft.note(match[0]);
        return true;
      },
    },
    {
      pattern: /^(?:preempt_count: .{1,60}|RCU nest depth: .{1,60}|preempt=0x.{1,120}|last function: .{1,120})$/,
      apply: (match, draft) => {
        draft.note(match[0]);
        return true;
      },
    },
    {
      pattern: /^Preemption disabled at:$/,
      apply: (_match, draft) => {
        const frames: NonNullable<AnyReport['backtrace']> = [];
        const stacks = (draft.report.stacks ??= []);
        const n = stacks.push({ title: 'Preemption disabled at', frames }) - 1;
        draft.sink = { frames, pointer: `/stacks/${n}/frames`, backtrace: false };
        return true;
      },
    },
  ],
  core: (report) => (report.heldLocks === undefined && report.title.startsWith('Showing') ? ['held locks'] : []),
  rest: (report) =>
    report.title.startsWith('Showing') ? [] : missingTail(report).filter((part) => part !== 'kernel release'),
  identity: (report) =>
    report.title.startsWith('Showing')
      ? [...new Set((report.heldLocks ?? []).map((held) => classIdentity(held.lock)))].sort()
      : [
          report.title.replace(/:\d+.*$/, '').replace(/(?<=: )\S+.*$/, ''),
          placeOf(
            report.backtrace?.filter(
              (frame) => !/^(?:schedule|__schedule|__schedule_bug|dump_stack)/.test(baseSymbol(frame.symbol)),
            ),
          ),
        ],
  sentence: (report) => {
    const n = report.heldLocks?.length ?? 0;
    if (!report.title.startsWith('Showing'))
      return `${report.title}${n > 0 ? `, ${n} ${n === 1 ? 'lock' : 'locks'} held by ${owners(report)}` : ''}`;
    return `${n} ${n === 1 ? 'lock is' : 'locks are'} held by ${owners(report)}`;
  },
};

export const hungTask: KindGrammar = {
  kind: 'hung-task',
  headlines: [/^task (.{1,40}:\d{1,10}) (?:<writer> )?blocked (?:on .{1,60} )?for more than (\d{1,8}) seconds\.?$/],
  prompts: [
    {
      pattern: /^"echo 0 > \/proc\/sys\/kernel\/hung_task_timeout_secs" disables this message\.?$/,
      apply: (_match, draft) => {
        draft.slot = undefined;
        return true;
      },
    },
    {
      //       Not tainted 6.12.0-rc1-syzkaller #0
      pattern: /^(Not tainted|Tainted: [A-Z ()0-9]{1,60}?) (\S{1,120}) (#\S{1,60})$/,
      apply: (match, draft) => {
        if (draft.kind !== 'hung-task' || draft.report.kernel !== undefined) return false;
        const taint = match[1]!.replace(/^Tainted: /, '').trimEnd();
        draft.report.kernel = { release: match[2]!, build: match[3]!, taint };
        return true;
      },
    },
    {
      // task:fsck  state:D stack:25960 pid:1234 tgid:1234 ppid:1 flags:0x...
      pattern: /^task:.{1,40}? {0,20}state:\S .{0,200}$/,
      apply: (_match, draft) => {
        draft.report.backtrace ??= [];
        draft.sink = { frames: draft.report.backtrace, pointer: '/backtrace', backtrace: true };
        return true;
      },
    },
    {
      // INFO: task a:1 is blocked on a mutex likely owned by task b:2.
      pattern: /^INFO: task (.{1,40}:\d{1,10}) is blocked on an? .{1,40} (?:likely )?(?:last )?owned by .{1,60}$/,
      apply: (match, draft) => {
        draft.note(match[0].slice('INFO: '.length));
        return true;
      },
    },
  ],
  core: (report) => (report.hungTask ? [] : ['blocked task']),
  rest: missingTail,
  identity: (report) => [
    report.hungTask?.task.comm.replace(/\d+/g, 'N') ?? '',
    ...(report.backtrace ?? [])
      .filter((frame) => frame.reliable && frame.inline !== true)
      .slice(0, 8)
      .map((frame) => baseSymbol(frame.symbol)),
  ],
  sentence: (report) => {
    const task = report.hungTask ? `${report.hungTask.task.comm}/${report.hungTask.task.pid}` : 'a task';
    const n = report.heldLocks?.length ?? 0;
    return `${task} has been blocked for more than ${report.hungTask?.seconds ?? '?'} seconds${n > 0 ? `; ${n} locks were held` : ''}`;
  },
};

/** The task of a hung-task headline is written `comm:pid`. */
export const parseColonTask = (text: string): AnyReport['task'] => {
  const colon = text.lastIndexOf(':');
  return colon < 1 ? undefined : parseTask(`${text.slice(0, colon)}/${text.slice(colon + 1)}`);
};

export const cpuhpInstances: KindGrammar = {
  kind: 'cpuhp-instances-left',
  headlines: [/^Removing state (\d{1,5}) which has instances left\.?$/],
  prompts: [
    {
      // WARNING: CPU: 1 PID: 42 at kernel/cpu.c:2190 __cpuhp_remove_state_cpuslocked+0x10c/0x110
      pattern: /^WARNING: (?:CPU: \d{1,5} PID: \d{1,10} at )?kernel\/cpu\.c:\d{1,6}.{0,200}$/,
      apply: (match, draft) => {
        draft.note(match[0]);
        return true;
      },
    },
    {
      pattern: /^Modules linked in: ?.{0,4000}$/,
      apply: (_match, draft) => draft.kind === 'cpuhp-instances-left' || draft.kind === 'non-static-key',
    },
  ],
  core: () => [],
  rest: backtraceOnly,
  identity: (report) => [
    placeOf(report.backtrace?.filter((frame) => !frame.symbol.startsWith('__cpuhp_remove_state'))),
  ],
  sentence: (report) => `CPU hotplug state ${report.cpuhpState ?? '?'} is removed while it still has instances`,
};
