import { describe, expect, it } from 'vitest';
import { contextWords, earlierTitle, stackContext } from './contexts.ts';
import { frame } from './testing/reports.ts';

const of = (...symbols: string[]) => stackContext(symbols.map(frame));

describe('what a stack ran in', () => {
  it('an initcall at boot is named, what every initcall goes through is not', () => {
    const context = of(
      'f',
      'brd_init',
      'do_one_initcall',
      'do_initcall_level',
      'do_basic_setup',
      'kernel_init_freeable',
    );
    expect(earlierTitle(context)).toBe('earlier, at boot: brd_init');
  });

  it('a module’s init function runs when it is loaded, not at boot', () => {
    const context = of(
      'f',
      'zram_init',
      'do_one_initcall',
      'do_init_module',
      'load_module',
      '__do_sys_finit_module',
      'do_syscall_64',
    );
    expect(context.kind).toBe('module');
    expect(earlierTitle(context)).toBe('earlier, loading a module: zram_init');
    expect(contextWords(context)).toBe('while a module was loaded, zram_init()');
  });

  it('the idle loop has start_kernel() below it for ever: that is not boot, and neither is an interrupt on top of it', () => {
    const idle = ['cpuidle_idle_call', 'do_idle', 'cpu_startup_entry', 'rest_init', 'start_kernel'];
    expect(of('tick_nohz_idle_enter', ...idle).kind).toBe('idle');
    expect(of('serial8250_interrupt', 'handle_irq_event', 'common_interrupt', ...idle).kind).toBe('interrupt');
    expect(
      of('net_rx_action', '__do_softirq', 'irq_exit_rcu', 'do_idle', 'cpu_startup_entry', 'start_secondary').kind,
    ).toBe('soft-interrupt');
    expect(of('f', 'mm_init', 'start_kernel', 'secondary_startup_64').kind).toBe('boot');
  });

  it('an address without a name is not called', () => {
    expect(contextWords(of('f', '0xffffffffc06510bf', 'do_one_initcall', 'kernel_init_freeable'))).toBe(
      'at boot, 0xffffffffc06510bf',
    );
  });
});
