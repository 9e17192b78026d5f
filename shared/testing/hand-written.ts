/** Reports of the kinds and forms that our lab does not print, written by hand after lockdep-format.md. For tests. */

export const HUNG_TASKS = `[  246.123456][   T29] INFO: task kworker/0:1:12 blocked for more than 122 seconds.
[  246.123457][   T29]       Not tainted 6.12.0-rc1-syzkaller #0
[  246.123458][   T29] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
[  246.123459][   T29] task:kworker/0:1     state:D stack:25960 pid:12    tgid:12    ppid:2      flags:0x00004000
[  246.123460][   T29] Workqueue: events linkwatch_event
[  246.123461][   T29] Call Trace:
[  246.123462][   T29]  <TASK>
[  246.123463][   T29]  __schedule+0x17fa/0x4bd0
[  246.123464][   T29]  ? __pfx___schedule+0x10/0x10
[  246.123465][   T29]  schedule+0x14b/0x320
[  246.123466][   T29]  schedule_preempt_disabled+0x13/0x30
[  246.123467][   T29]  __mutex_lock+0x6a7/0xd70
[  246.123468][   T29]  linkwatch_event+0xe/0x60
[  246.123469][   T29]  process_scheduled_works+0xa63/0x1850
[  246.123470][   T29]  </TASK>
[  246.123471][   T29] INFO: task syz.0.1:5900 blocked for more than 122 seconds.
[  246.123472][   T29]       Not tainted 6.12.0-rc1-syzkaller #0
[  246.123473][   T29] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
[  246.123474][   T29] task:syz.0.1         state:D stack:25960 pid:5900  tgid:5899  ppid:5800   flags:0x00004000
[  246.123475][   T29] Call Trace:
[  246.123476][   T29]  <TASK>
[  246.123477][   T29]  __schedule+0x17fa/0x4bd0
[  246.123478][   T29]  schedule+0x14b/0x320
[  246.123479][   T29]  tun_chr_close+0x10/0x30
[  246.123480][   T29] RIP: 0033:0x7f5d8857dff9
[  246.123481][   T29] RSP: 002b:00007ffd48f58e28 EFLAGS: 00000246 ORIG_RAX: 0000000000000001
[  246.123482][   T29]  </TASK>
[  246.123483][   T29] 
[  246.123483][   T29] Showing all locks held in the system:
[  246.123484][   T29] 3 locks held by kworker/0:1/12:
[  246.123485][   T29]  #0: ffff88801a080948 ((wq_completion)events){+.+.}-{0:0}, at: process_scheduled_works+0x93b/0x1850
[  246.123486][   T29]  #1: ffffc90000117d00 ((linkwatch_work).work){+.+.}-{0:0}, at: process_scheduled_works+0x976/0x1850
[  246.123487][   T29]  #2: ffffffff8fcc9848 (rtnl_mutex){+.+.}-{3:3}, at: linkwatch_event+0xe/0x60
[  246.123488][   T29] 1 lock held by khungtaskd/30:
[  246.123489][   T29]  #0: ffffffff8e937da0 (rcu_read_lock){....}-{1:2}, at: debug_show_all_locks+0x55/0x2a0
[  246.123490][   T29] 2 locks held by getty/5589:
[  246.123491][   T29]  #0: ffff88814ca750a0 (&tty->ldisc_sem){++++}-{0:0}, at: tty_ldisc_ref_wait+0x25/0x70
[  246.123492][   T29]  #1: ffffc90002f062f0 (&ldata->atomic_read_lock){+.+.}-{3:3}, at: n_tty_read+0x6a6/0x1e00
[  246.123493][   T29] 
[  246.123494][   T29] =============================================
[  246.123495][   T29] 
[  246.123496][   T29] NMI backtrace for cpu 1
[  246.123497][   T29] CPU: 1 UID: 0 PID: 30 Comm: khungtaskd Not tainted 6.12.0-rc1-syzkaller #0
[  246.123498][   T29] Call Trace:
[  246.123499][   T29]  dump_stack_lvl+0x241/0x360
`;

export const SYSRQ_LOCKS = `[  100.000000] sysrq: Show Locks Held
[  100.000001] 
[  100.000001] Showing all locks held in the system:
[  100.000002] 1 lock held by systemd/1:
[  100.000003] 2 locks held by bash/321:
[  100.000004]  #0: ffff888101234567 (sb_writers#4){.+.+}-{0:0}, at: ksys_write+0x6c/0xe0
[  100.000005]  #1: ffffffff82761d60 (rcu_read_lock){....}-{1:2}, at: __handle_sysrq+0x0/0x90
[  100.000006] 
[  100.000007] =============================================
[  100.000008] 
[  100.000008] random: crng init done
`;

export const SLEEPING_FUNCTION = `[    3.1] junk
[    3.123456][   T42] BUG: sleeping function called from invalid context at kernel/locking/mutex.c:562
[    3.123457][   T42] in_atomic(): 1, irqs_disabled(): 1, non_block: 0, pid: 42, name: insmod
[    3.123458][   T42] preempt_count: 1, expected: 0
[    3.123459][   T42] RCU nest depth: 0, expected: 0
[    3.123460][   T42] 1 lock held by insmod/42:
[    3.123461][   T42]  #0: ffffffffa0002058 (demo_spin){+.+.}-{3:3}, at: splat_init+0x1b2/0x1000 [splat]
[    3.123462][   T42] irq event stamp: 1234
[    3.123463][   T42] hardirqs last  enabled at (1233): [<ffffffff81b2>] _raw_spin_unlock_irqrestore+0x28/0x50
[    3.123464][   T42] hardirqs last disabled at (1234): [<ffffffff81b2>] _raw_spin_lock_irqsave+0x50/0x60
[    3.123465][   T42] softirqs last  enabled at (0): [<ffffffff8108>] copy_process+0x9a0/0x1e10
[    3.123466][   T42] softirqs last disabled at (0): [<0000000000000000>] 0x0
[    3.123467][   T42] Preemption disabled at:
[    3.123467][   T42] [<ffffffffa0001000>] splat_init+0x10/0x1000 [splat]
[    3.123468][   T42] CPU: 0 UID: 0 PID: 42 Comm: insmod Tainted: G           O       6.12.117 #1
[    3.123469][   T42] Tainted: [O]=OOT_MODULE
[    3.123470][   T42] Call Trace:
[    3.123471][   T42]  <TASK>
[    3.123472][   T42]  dump_stack_lvl+0xb4/0xca
[    3.123473][   T42]  __might_resched+0x101/0x120
[    3.123474][   T42]  __mutex_lock+0x4e/0x8d0
[    3.123475][   T42]  splat_init+0x1c2/0x1000 [splat]
[    3.123476][   T42]  </TASK>
[    3.2] other
`;

export const CPUHP_INSTANCES = `[   12.345678] ------------[ cut here ]------------
[   12.345679] Error: Removing state 63 which has instances left.
[   12.345680] WARNING: CPU: 7 PID: 5412 at kernel/cpu.c:2119 __cpuhp_remove_state_cpuslocked+0xf9/0x100
[   12.345681] Modules linked in: zram(E-) zsmalloc(E) <etc>
[   12.345682] CPU: 7 PID: 5412 Comm: rmmod Tainted: G            E     5.12.0-rc1-next-20210304 #3
[   12.345683] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.14.0-2 04/01/2014
[   12.345684] RIP: 0010:__cpuhp_remove_state_cpuslocked+0xf9/0x100
[   12.345685] Code: 48 c7 c7 e8 3a b4 a0 44 89 e6 e8
[   12.345686] RSP: 0018:ffffa800c139be98 EFLAGS: 00010282
[   12.345687] RAX: 0000000000000000 RBX: ffffffff9083db58 RCX: ffff9609f7dd86d8
[   12.345688] Call Trace:
[   12.345689]  __cpuhp_remove_state+0x2e/0x80
[   12.345690]  __do_sys_delete_module+0x190/0x2a0
[   12.345691]  do_syscall_64+0x33/0x80
[   12.345692] ---[ end trace 1234 ]---
`;

export const CIRCULAR_2_6_32 = `=======================================================
[ INFO: possible circular locking dependency detected ]
2.6.32-rc5 #1
-------------------------------------------------------
modprobe/1234 is trying to acquire lock:
 (&port_lock_key){-.-...}, at: [<c036a6dc>] serial8250_console_write+0x108/0x134

but task is already holding lock:
 (&rq->lock){-.-...}, at: [<c0444444>] schedule+0x10/0x20

which lock already depends on the new lock.


the existing dependency chain (in reverse order) is:

-> #1 (&rq->lock){-.-...}:
       [<c0111111>] validate_chain+0x5/0x10
       [<c0111112>] __lock_acquire+0x5/0x10
       [<c0111113>] wake_up+0x5/0x10

-> #0 (&port_lock_key){-.-...}:
       [<c0111111>] validate_chain+0x5/0x10
       [<c0111114>] serial8250_console_write+0x108/0x134

other info that might help us debug this:

1 lock held by modprobe/1234:
 #0:  (&rq->lock){-.-...}, at: [<c0444444>] schedule+0x10/0x20

stack backtrace:
Pid: 1234, comm: modprobe Not tainted 2.6.32-rc5 #1
Call Trace:
 [<c0111111>] ? printk+0x5/0x10
 [<c0111112>] print_circular_bug+0x5/0x10
`;

export const DEPT = `[    4.560211] ===================================================
[    4.560214] DEPT: Circular dependency has been detected.
[    4.560216] 6.18.0-rc1-dept #1 Not tainted
[    4.560218] ---------------------------------------------------
[    4.560219] summary
[    4.560220] ---------------------------------------------------
[    4.560221] *** DEADLOCK ***
[    4.560222] 
[    4.560222] context A
[    4.560223]    [S] lock(&a->lock:0)
[    4.560224]    [W] wait(&b->wait:0)
[    4.560225]    [E] unlock(&a->lock:0)
[    4.560226] 
[    4.560226] context B
[    4.560227]    [S] (unknown)(&b->wait:0)
[    4.560228]    [W] lock(&a->lock:0)
[    4.560229]    [E] event(&b->wait:0)
[    4.560230] 
[    4.560231] [S]: start of the event context
[    4.560232] [W]: the wait blocked
[    4.560233] [E]: the event not reachable
[    4.560234] ---------------------------------------------------
[    4.560235] context A's detail
[    4.560236] ---------------------------------------------------
[    4.560237] context A
[    4.560238]    [S] lock(&a->lock:0)
[    4.560239]    [W] wait(&b->wait:0)
[    4.560240]    [E] unlock(&a->lock:0)
[    4.560241] 
[    4.560242] [S] lock(&a->lock:0):
[    4.560243] [<ffffffff81234567>] foo_start+0x10/0x20
[    4.560244] stacktrace:
[    4.560245]       foo_start+0x10/0x20
[    4.560246]       kthread+0x10/0x20
[    4.560247] 
[    4.560248] [W] wait(&b->wait:0):
[    4.560249] [<ffffffff81234567>] foo_wait+0x10/0x20
[    4.560250] stacktrace:
[    4.560251]       foo_wait+0x10/0x20
[    4.560252] ---------------------------------------------------
[    4.560253] information that might be helpful
[    4.560254] ---------------------------------------------------
[    4.560255] CPU: 1 UID: 0 PID: 42 Comm: insmod Not tainted 6.18.0-rc1-dept #1
[    4.560256] Call Trace:
[    4.560257]  dump_stack_lvl+0x6b/0x90
[    4.560258]  print_circle+0x10/0x20
`;

export const MAX_LOCK_DEPTH = `[   35.000001] BUG: MAX_LOCK_DEPTH too low!
[   35.000002] turning off the locking correctness validator.
[   35.000003] depth: 48  max: 48!
[   35.000004] 48 locks held by syz-executor/4242:
[   35.000005]  #0: ffff88801a080948 (&a->lock){+.+.}-{0:0}, at: process_one+0x93b/0x1850
[   35.000006]  #1: ffff88801a080950 (&b->lock){+.+.}-{0:0}, at: process_one+0x93b/0x1850
[   35.000007] INFO: lockdep is turned off.
[   35.000008] CPU: 0 PID: 4242 Comm: syz-executor Not tainted 6.1.0 #1
[   35.000009] Call Trace:
[   35.000010]  dump_stack_lvl+0x1/0x2
[   35.000011]  __lock_acquire+0x1/0x2
[   35.000012]  process_one+0x93b/0x1850
`;

export const TORN_CONTINUATIONS = `[   37.540500] ======================================================
[   37.540510] [ INFO: possible circular locking dependency detected ]
[   37.540520] 4.9.0 #1 Not tainted
[   37.540530] -------------------------------------------------------
[   37.540540] syz/4242 is trying to acquire lock:
[   37.540550]  (
[   37.540551] &a->mutex
[   37.540552] ){+.+.+.}
[   37.540553] , at: 
[   37.540554] [<ffffffff81055862>] take_a+0x22/0x70
[   37.540555] 
[   37.540555] but task is already holding lock:
[   37.540556]  (
[   37.540557] usb 1-1: reset high-speed USB device
[   37.540558] &b->mutex
[   37.540559] ){+.+.+.}
[   37.540560] , at: 
[   37.540561] [<ffffffff81055872>] take_b+0x22/0x70
[   37.540562] 
[   37.540562] which lock already depends on the new lock.
[   37.540562] 
[   37.540563] 
[   37.540563] the existing dependency chain (in reverse order) is:
[   37.540564] 
-> #1
[   37.540565]  (
[   37.540566] &b->mutex
[   37.540567] ){+.+.+.}
[   37.540568] :
[   37.540569]        [<ffffffff81055872>] take_b+0x22/0x70
[   37.540570] 
-> #0
[   37.540571]  (
[   37.540572] &a->mutex
[   37.540573] ){+.+.+.}
[   37.540574] :
[   37.540575]        [<ffffffff81055862>] take_a+0x22/0x70
[   37.540576] 
[   37.540576] other info that might help us debug this:
[   37.540577]  Possible unsafe locking scenario:
[   37.540578]        CPU0                    CPU1
[   37.540579]        ----                    ----
[   37.540580]   lock(
[   37.540581] &b->mutex
[   37.540582] );
[   37.540583]                                lock(
[   37.540584] &a->mutex
[   37.540585] );
[   37.540586]                                lock(
[   37.540587] &b->mutex
[   37.540588] );
[   37.540589]   lock(
[   37.540590] &a->mutex
[   37.540591] );
[   37.540592] 
[   37.540592]  *** DEADLOCK ***
[   37.540593] 1 lock held by syz/4242:
[   37.540594]  #0: 
[   37.540595]  (
[   37.540596] &b->mutex
[   37.540597] ){+.+.+.}
[   37.540598] , at: 
[   37.540599] [<ffffffff81055872>] take_b+0x22/0x70
[   37.540600] stack backtrace:
[   37.540601] CPU: 1 PID: 4242 Comm: syz Not tainted 4.9.0 #1
[   37.540602] Call Trace:
[   37.540603]  [<ffffffff81d90469>] dump_stack+0xc1/0x128
`;

export const JOINED_LINES = `====================================================== WARNING: possible circular locking dependency detected 6.12.0 #1 Not tainted ------------------------------------------------------ foo/12 is trying to acquire lock:
ffff888101234567 (&a->lock){+.+.}-{4:4}, at: take_a+0x1/0x2
but task is already holding lock:
ffff888101234568 (&b->lock){+.+.}-{4:4}, at: take_b+0x1/0x2
`;

/** Two device messages came between the printks of two lock names; each has a prefix of its own. */
export const TORN_NAMES = `[    1.000001] ======================================================
[    1.000002] WARNING: possible circular locking dependency detected
[    1.000003] 6.12.0 #1 Not tainted
[    1.000004] ------------------------------------------------------
[    1.000005] foo/12 is trying to acquire lock:
[    1.000006] ffff888000000010 (&a->lock){+.+.}-{4:4}, at: take_a+0x10/0x20
[    1.000007]
               but task is already holding lock:
[    1.000008] ffff888000000020 (&b->counter(queue)#14
[    1.000009] dev 1:0: attached as disk3
[    1.000010] dev 1:0: (disk3) 16 blocks
[    1.000011] ){+.+.}-{0:0}, at: take_b+0x10/0x20
[    1.000012]
               which lock already depends on the new lock.

               the existing dependency chain (in reverse order) is:

[    1.000013] -> #1 (&b->counter(queue)
[    1.000014] dev 1:0: ready
[    1.000015] #14){+.+.}-{0:0}:
[    1.000016]        take_b+0x10/0x20
[    1.000017]        foo_two+0x10/0x20
[    1.000018]
               -> #0 (&a->lock){+.+.}-{4:4}:
[    1.000019]        take_a+0x10/0x20
[    1.000020]        foo_one+0x10/0x20
[    1.000021]
               other info that might help us debug this:

[    1.000022]  Possible unsafe locking scenario:

[    1.000023]        CPU0                    CPU1
[    1.000024]        ----                    ----
[    1.000025]   lock(&b->counter(queue)#14);
[    1.000026]                                lock(&a->lock);
[    1.000027]                                lock(&b->counter(queue)#14);
[    1.000028]   lock(&a->lock);
[    1.000029]
                *** DEADLOCK ***
`;

/** As people shorten them in mails: no usage, the end of a lock line eaten by a HTML filter, a sentence glued to it. */
export const SHORTENED = `WARNING: possible recursive locking detected
foo/12 is trying to acquire lock:
  (foo_lock) at foo_ready+0xa/0x4d

but task is already holding lock:
  (foo_lock) at foo_flush+0xc/0x30

Possible unsafe locking scenario:

      CPU0
      ----
      lock(foo_lock);
      lock(foo_lock);

*** DEADLOCK ***
`;

export const GLUED_STATE = (end: string): string => `================================
WARNING: inconsistent lock state
6.12.0 #1 Not tainted
--------------------------------
inconsistent {SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W}${end === '' ? '' : ' usage.'}
foo/12 [HC0[0]:SC1[1]:HE0:SE0] takes:
ffff888000000010 (&a->lock#3){+.?.}-{2:2}, ${end === '' ? '/0x50 [foo]\n' : `at: take_a+0x10/0x20 [foo]${end}`}{SOFTIRQ-ON-W} state was registered at:
  lock_acquire+0x18a/0x450
  add_a+0x10/0x20 [foo]

other info that might help us debug this:
 Possible unsafe locking scenario:

       CPU0
       ----
  lock(&a->lock#3);
  <Interrupt>
    lock(&a->lock#3);

 *** DEADLOCK ***
`;
