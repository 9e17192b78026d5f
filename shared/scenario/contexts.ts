/** What a stack ran in, by its outermost frames: the name a developer knows it by. */
import type { Frame } from '../contract/report.ts';
import { baseSymbol, isMachineryFrame } from '../lockdep/machinery.ts';

export interface StackContext {
  readonly kind:
    'boot' | 'module' | 'idle' | 'kthread' | 'worker' | 'syscall' | 'interrupt' | 'soft-interrupt' | 'unknown';
  /** The telling function; absent for an empty stack. */
  readonly name?: string;
}

/** Entry code, and layers that every system call or device goes through: they tell nothing. */
const ENTRY =
  /^(ret_from_fork\w*|ret_from_kernel_\w+|user_mode_thread|__primary_\w+|startup_32_smp|mk_early_pgtbl_32|start_here_common|kthread|entry_\w+|do_syscall_\w+|x64_sys_call|el0\w*|el1\w*|invoke_syscall\w*|do_el0_svc\w*|secondary_startup\w*|start_secondary|x86_64_start_\w+|common_startup\w*|do_fast_syscall_32|__do_fast_syscall_32|do_int80\w*|ret_fast_syscall|syscall_\w+|system_call\w*|__se_sys_\w+|__x64_sys_\w+|__ia32_sys_\w+|__arm64_sys_\w+|sys_\w+|SyS_\w+|SYSC_\w+|ksys_\w+|asm_\w+|call_cpuidle|cpu_startup_entry|do_idle)$/;
const LAYERS =
  /^(vfs_\w+|new_sync_\w+|call_write_iter|__vfs_\w+|do_iter_\w+|do_writev|do_readv|kernfs_fop_\w+|kernfs_file_\w+|sysfs_kf_\w+|seq_read\w*|proc_reg_\w+|dev_attr_store|drv_attr_store|kobj_attr_store|bus_attr_store|full_proxy_\w+|__do_sys_\w+|do_one_initcall|do_initcall\w*|do_basic_setup|smp_init|kernel_init\w*|worker_thread|process_one_work|process_scheduled_works|smpboot_thread_fn|__do_softirq|__softirqentry\w*|handle_softirqs|run_ksoftirqd|irq_exit\w*|do_softirq\w*|__local_bh_enable_ip|sysvec_\w+|common_interrupt|handle_irq\w*|generic_handle_\w+|__handle_irq\w*|handle_edge_irq|handle_fasteoi_irq|handle_level_irq|call_timer_fn|__run_timers|run_timer_softirq|expire_timers|__hrtimer_run_queues|hrtimer_interrupt|__irq_exit_rcu|rest_init|start_kernel|arch_call_rest_init|do_sys_open\w*|do_filp_open|path_openat|do_open|do_dentry_open|device_store|device_add_store|idempotent_init_module|load_module|do_init_module|init_module_from_file|deferred_probe_work_func|async_run_entry_fn|cpuhp_thread_fun|irq_thread(_fn)?|kthread_worker_fn|lockstep_thread)$/;

/** True for a function that many paths go through: it does not tell one from another. */
export function isCommonPath(symbol: string): boolean {
  return (
    ENTRY.test(symbol) ||
    LAYERS.test(symbol) ||
    /^(__wake_up\w*|kernel_thread_starter|bus_probe_device|device_add|driver_register|__driver_attach|__device_attach)$/.test(
      symbol,
    )
  );
}

/** Judge a stack, innermost frame first. */
export function stackContext(frames: readonly Frame[]): StackContext {
  const symbols = frames
    .filter((frame) => frame.reliable && !isMachineryFrame(frame))
    .map((frame) => baseSymbol(frame.symbol));
  const outermost = [...symbols].reverse();
  const kind = kindOf(frames.map((frame) => baseSymbol(frame.symbol)));
  const telling = outermost.find((symbol) => !ENTRY.test(symbol) && !LAYERS.test(symbol));
  const name = telling ?? outermost.find((symbol) => !ENTRY.test(symbol)) ?? outermost[0];
  return { kind, ...(name === undefined ? {} : { name }) };
}

/** A CPU’s first task ends in the idle loop, with start_kernel() or start_secondary() below it for ever. */
const IDLE = /^(do_idle|cpu_idle\w*|cpu_startup_entry|cpuidle_idle_call|call_cpuidle|default_idle\w*)$/;
const LOADS_MODULE =
  /^(load_module|do_init_module|idempotent_init_module|\w*sys_(f?init_module)|SyS_f?init_module|init_module_from_file)$/;

function kindOf(symbols: readonly string[]): StackContext['kind'] {
  const has = (pattern: RegExp): boolean => symbols.some((symbol) => pattern.test(symbol));
  if (has(LOADS_MODULE)) return 'module';
  if (!has(IDLE) && has(/^(start_kernel|do_initcall\w*|do_one_initcall|kernel_init_freeable|start_secondary)$/))
    return 'boot';
  if (has(/^(process_one_work|process_scheduled_works)$/)) return 'worker';
  if (has(/^(__do_softirq|handle_softirqs|do_softirq|run_ksoftirqd)$/)) return 'soft-interrupt';
  if (
    has(
      /^(asm_(sysvec|common)_\w+|sysvec_\w+|common_interrupt|do_IRQ|gic_handle_irq|hrtimer_interrupt|handle_irq\w*|el1h_64_irq\w*)$/,
    )
  )
    return 'interrupt';
  if (
    has(
      /^(do_syscall_\w+|entry_SYSCALL\w*|entry_INT80\w*|el0_svc\w*|invoke_syscall|ret_fast_syscall|system_call\w*|syscall_call|SyS_\w+)$/,
    )
  )
    return 'syscall';
  if (has(IDLE)) return 'idle';
  return has(/^(kthread|ret_from_fork\w*|kernel_thread_starter|smpboot_thread_fn)$/) ? 'kthread' : 'unknown';
}

/** The title of a thread that is only known by the stack it left behind, e.g. `earlier: torture_onoff`. */
export function earlierTitle(context: StackContext): string {
  const when =
    context.kind === 'boot' ? 'earlier, at boot' : context.kind === 'module' ? 'earlier, loading a module' : 'earlier';
  return context.name === undefined ? `${when}: unknown task` : `${when}: ${context.name}`;
}

/** The same as a clause: `in a work item, wb_workfn()`. */
export function contextWords(context: StackContext): string {
  const where: Record<StackContext['kind'], string> = {
    boot: 'at boot',
    module: 'while a module was loaded',
    idle: 'on an idle CPU',
    kthread: 'in a kernel thread',
    worker: 'in a work item',
    syscall: 'in a system call',
    interrupt: 'in a hard interrupt',
    'soft-interrupt': 'in a soft interrupt',
    unknown: 'in a context the report does not show',
  };
  if (context.name === undefined) return where[context.kind];
  return `${where[context.kind]}, ${context.name.startsWith('0x') ? context.name : `${context.name}()`}`;
}
