/**
 * What kind of lock a class is, judged by its name and by the functions that took it. The report prints classes, not
 * types; names follow the kernel's conventions (names as printed by 2.6.32 - 7.2, see docs/lockdep-format.md 2.1 and 3).
 */
import type { LockType } from '../contract/scenario.ts';
import type { Certainty, ReplayLock } from './replay-scenario.ts';

export interface LockKind {
  readonly type: LockType;
  readonly certainty: Certainty;
  readonly words: string;
  readonly pseudo: boolean;
  readonly verbs: ReplayLock['verbs'];
}

const LOCK_VERBS = { holds: 'holds', waits: 'waits for' } as const;
const WORK_VERBS = { holds: 'runs inside', waits: 'waits for the end of' } as const;
const REFERENCE_VERBS = { holds: 'has an active reference to', waits: 'waits for the last user of' } as const;
const RECLAIM_VERBS = { holds: 'reclaims memory inside', waits: 'needs memory, and so waits for' } as const;

interface NameRule {
  readonly name: RegExp;
  readonly type: LockType;
  readonly words: string;
  readonly verbs?: ReplayLock['verbs'];
}

/** What lockdep prints like a lock and is none: waits, annotations, reader sections. */
const PSEUDO: readonly NameRule[] = [
  {
    name: /^\(wq_completion\)/,
    type: 'completion',
    words: 'A workqueue: who holds it runs one of its work items, who waits flushes it.',
    verbs: WORK_VERBS,
  },
  {
    name: /^\(work_completion\)/,
    type: 'completion',
    words: 'A work item: who holds it runs it, who waits flushes or cancels it.',
    verbs: WORK_VERBS,
  },
  {
    name: /^\(?\(complet(?:e|ion)\)/,
    type: 'completion',
    words: 'A completion (4.14 only): who waits, waits for somebody to complete it.',
    verbs: WORK_VERBS,
  },
  {
    name: /^\(&.*(timer|Timer)/,
    type: 'completion',
    words: 'A timer: who holds it runs its function, who waits deletes it synchronously.',
    verbs: WORK_VERBS,
  },
  {
    name: /^(fs_reclaim|__fs_reclaim_map)$/,
    type: 'completion',
    words:
      'Memory reclaim: who holds it reclaims, who waits allocates memory and may have to reclaim first. It needs memory to be short.',
    verbs: RECLAIM_VERBS,
  },
  {
    name: /^mmu_notifier_invalidate_range_start/,
    type: 'completion',
    words: 'An annotation: inside an mmu notifier.',
    verbs: WORK_VERBS,
  },
  {
    name: /^(rcu_read_lock|rcu_read_lock_bh|rcu_read_lock_sched|rcu_callback|rcu_node_.*map|rcu_tasks.*|rcu_lock_map)$/,
    type: 'completion',
    words: 'An RCU reader section or callback: who waits, waits for a grace period.',
    verbs: WORK_VERBS,
  },
  {
    name: /(^|[^a-z])srcu(_struct)?\b|_srcu$/,
    type: 'completion',
    words: 'A sleepable RCU domain: who holds it is in a reader section, who waits calls synchronize_srcu().',
    verbs: WORK_VERBS,
  },
  {
    name: /^btrfs_(trans_\w+|ordered_extent)$/,
    type: 'completion',
    words: 'A state of btrfs: who holds it keeps the state from being reached, who waits waits for it.',
    verbs: WORK_VERBS,
  },
  {
    name: /^cpuhp_state(-up|-down)?$/,
    type: 'completion',
    words: 'The callbacks of CPU hotplug: who holds it runs one of them, who waits waits for the CPU to come or go.',
    verbs: WORK_VERBS,
  },
  {
    name: /^debugfs:/,
    type: 'completion',
    words: 'Users of a debugfs file: who holds it is in a read or write of the file, who waits removes the file.',
    verbs: WORK_VERBS,
  },
  {
    name: /^jbd2_handle$/,
    type: 'completion',
    words: 'A running journal transaction: who holds it has a handle, who waits waits for the commit.',
    verbs: WORK_VERBS,
  },
  {
    name: /^(kn->count|kn->active|s_active)$/,
    type: 'active_ref',
    words:
      'Active references of a sysfs file: a read or write of the file has one, removing the file waits for all of them.',
    verbs: REFERENCE_VERBS,
  },
  {
    name: /(dma_fence_map|_lockdep_map|_dep_map|lockdep_map|_map)$|^(dma_fence_map|xa_lockdep)/,
    type: 'completion',
    words: 'An annotation, not a lock: who holds it runs inside, who waits waits for its end.',
    verbs: WORK_VERBS,
  },
];

const NAMES: readonly NameRule[] = [
  {
    name: /(seqcount|_seq$|->seq$)/,
    type: 'spinlock',
    words: 'A sequence counter: only its writers exclude each other, readers retry while one is at work.',
  },
  {
    name: /^(\(softirq_ctrl\.lock\)\.lock|\(lock\)\.lock|local_lock.*)$/,
    type: 'spinlock',
    words: 'A lock of one CPU (local_lock): a spinlock on PREEMPT_RT, otherwise only preemption or interrupts off.',
  },
  {
    name: /^(cpu_hotplug_lock|mem_hotplug_lock)(\.rw_sem)?$/,
    type: 'percpu_rwsem',
    words: 'A per-CPU reader/writer semaphore of the kernel.',
  },
  {
    name: /^(cpu_hotplug\.lock|cpu_hotplug\.dep_map)$/,
    type: 'rwsem',
    words: 'CPU hotplug before 4.13: readers count, the writer waits for them.',
  },
  {
    name: /^mem_hotplug\.(lock|dep_map)$/,
    type: 'rwsem',
    words: 'Memory hotplug before 4.13: readers count, the writer waits for them.',
  },
  {
    name: /^sb_(writers|internal|pagefaults)$/,
    type: 'percpu_rwsem',
    words: 'Write access to a filesystem: writers of files are its readers, freezing the filesystem is its writer.',
  },
  {
    name: /q_usage_counter/,
    type: 'percpu_rwsem',
    words: 'Use of a request queue: requests are its readers, freezing the queue is its writer.',
  },
  {
    name: /(cgroup_threadgroup_rwsem|percpu_rwsem|dup_mmap_sem)/,
    type: 'percpu_rwsem',
    words: 'A per-CPU reader/writer semaphore, by its name.',
  },
  {
    name: /(mmap_lock|mmap_sem|rwsem|rw_sem|_sem\b|(?:->|\.)sem$|^vm_lock$|^btrfs-[a-z]+-0\d|i_rwsem|i_mutex_dir_key|i_mutex_key|mmap_invalidate_lock|s_umount|namespace_sem|invalidate_lock|i_data_sem)/,
    type: 'rwsem',
    words: 'A reader/writer semaphore, by its name.',
  },
  {
    name: /(tasklist_lock|sk_callback_lock|binfmt_lock|rwlock|_rwlock|hci_dev_list_lock|ep->lock|kvm->mmu_lock|f_owner\.lock|fa_lock|fa->fa_lock)/,
    type: 'rwlock',
    words: 'A spinning reader/writer lock, by its name.',
  },
  {
    name: /(rq->__lock|rq->lock|p->pi_lock|base->lock|logbuf_lock|timekeeper_lock|tk_core\.seq|desc->lock|irq_desc_lock|cpu_base->lock|hrtimer_bases|console_owner|port_lock|raw_lock|rtc_lock|ioapic_lock|i8259A_lock|chip->lock)/,
    type: 'raw_spinlock',
    words: 'A raw spinlock, by its name.',
  },
  {
    name: /(mutex|_mtx|mlock$|rtnl|_ops_sem|vcpu->|event_mutex|console_lock|\(console_sem\)|text_mutex|sk_lock-|lock_sock|device_lock|dev->)/,
    type: 'mutex',
    words: 'A mutex, by its name.',
  },
  {
    name: /(rlock|slock|spin|_xmit_|ptlock|list_lock|->lock$|wait_lock|queue\.lock|siglock|zone->lock|wq->lock|pool->lock|addr_lock_key|addr_list_lock|qdisc_tx_busylock)/,
    type: 'spinlock',
    words: 'A spinlock, by its name.',
  },
];

/** Work items and timers whose name does not say so: what runs or awaits them is the innermost function. */
const RUNNERS: readonly { readonly symbol: RegExp; readonly words: string }[] = [
  {
    symbol: /^(process_one_work|process_scheduled_works|__?flush_work\w*|flush_workqueue|start_flush_work)$/,
    words: 'A work item or its queue: who holds it runs the item, who waits flushes or cancels it.',
  },
  {
    symbol: /^(call_timer_fn|(try_to_)?del_timer_sync|timer_delete_sync|__timer_delete_sync)$/,
    words: 'A timer: who holds it runs its function, who waits deletes it synchronously.',
  },
];

interface FunctionRule {
  readonly symbol: RegExp;
  readonly type: LockType;
}

/** The primitives say it better than any name. */
const FUNCTIONS: readonly FunctionRule[] = [
  {
    symbol:
      /^(__?)?percpu_(down|up)_|^_?_?cpus_(read|write)_lock|^get_online_(cpus|mems)|^mem_hotplug_begin|^sb_start_|^__sb_start_/,
    type: 'percpu_rwsem',
  },
  { symbol: /^(__)?down_(read|write)|^rwsem_|^mmap_(read|write)_lock/, type: 'rwsem' },
  { symbol: /^_?_?(raw_)?(read|write)_lock/, type: 'rwlock' },
  { symbol: /^_*rt_mutex_/, type: 'rtmutex' },
  {
    symbol: /^_*(ww_)?mutex_(lock|trylock)|^down(_interruptible|_killable|_timeout|_trylock)?$|^lock_sock/,
    type: 'mutex',
  },
  { symbol: /^_*raw_spin_(lock|trylock)|^_*spin_(lock|trylock)|^do_raw_spin/, type: 'spinlock' },
];

/**
 * Judge a class.
 *
 * @param name the class name without `#N` and `/N`.
 * @param symbols functions on top of the stacks where it was taken (machinery and the caller), innermost first.
 * @param wait what the wait type says, when it is printed.
 * @param takenInInterrupt the usage bits or the kind of the report say that an interrupt takes it.
 */
export function judgeLock(
  name: string,
  symbols: readonly string[],
  wait?: 'sleeps' | 'spins',
  takenInInterrupt = false,
): LockKind {
  const judged = judge(name, symbols, wait);
  const sleeps = ['mutex', 'rtmutex'].includes(judged.type);
  if (!takenInInterrupt || !sleeps) return judged;
  return {
    ...judged,
    type: 'spinlock',
    certainty: 'inferred',
    words: 'A spinlock: it is taken in interrupts, where nothing may sleep.',
  };
}

const SPINNING: readonly LockType[] = ['spinlock', 'raw_spinlock', 'rwlock'];

function judge(name: string, symbols: readonly string[], wait?: 'sleeps' | 'spins'): LockKind {
  const pseudo = PSEUDO.find((rule) => rule.name.test(name));
  if (pseudo)
    return {
      type: pseudo.type,
      certainty: 'inferred',
      words: pseudo.words,
      pseudo: pseudo.type === 'completion',
      verbs: pseudo.verbs ?? LOCK_VERBS,
    };
  const runner = RUNNERS.find((rule) => rule.symbol.test(symbols[0] ?? ''));
  if (runner)
    return { type: 'completion', certainty: 'inferred', words: runner.words, pseudo: true, verbs: WORK_VERBS };
  const named = NAMES.find((rule) => rule.name.test(name));
  if (named?.type === 'percpu_rwsem')
    return { type: named.type, certainty: 'inferred', words: named.words, pseudo: false, verbs: LOCK_VERBS };
  for (const symbol of symbols) {
    const rule = FUNCTIONS.find((candidate) => candidate.symbol.test(symbol));
    if (!rule) continue;
    const type = rule.type === 'spinlock' && named?.type === 'raw_spinlock' ? 'raw_spinlock' : rule.type;
    return {
      type,
      certainty: 'inferred',
      words: `${article(type)}, as ${symbol}() took it.`,
      pseudo: false,
      verbs: LOCK_VERBS,
    };
  }
  // A name like `&tz->lock` is a guess; the wait type is the kernel's word.
  if (wait === 'sleeps' && (named === undefined || SPINNING.includes(named.type)))
    return {
      type: 'mutex',
      certainty: 'inferred',
      words: 'A lock that sleeps, by its wait type; a mutex is assumed.',
      pseudo: false,
      verbs: LOCK_VERBS,
    };
  if (wait === 'spins' && (named === undefined || !SPINNING.includes(named.type)))
    return {
      type: 'spinlock',
      certainty: 'inferred',
      words: 'A spinlock, by its wait type.',
      pseudo: false,
      verbs: LOCK_VERBS,
    };
  if (named) return { type: named.type, certainty: 'inferred', words: named.words, pseudo: false, verbs: LOCK_VERBS };
  return {
    type: 'mutex',
    certainty: 'assumed',
    words: 'Nothing in the report says what kind of lock this is; one holder at a time is assumed.',
    pseudo: false,
    verbs: LOCK_VERBS,
  };
}

function article(type: LockType): string {
  const words: Record<LockType, string> = {
    mutex: 'A mutex',
    rtmutex: 'An rt_mutex',
    spinlock: 'A spinlock',
    raw_spinlock: 'A raw spinlock',
    rwlock: 'A spinning reader/writer lock',
    rwsem: 'A reader/writer semaphore',
    percpu_rwsem: 'A per-CPU reader/writer semaphore',
    active_ref: 'A set of active references',
    completion: 'A wait',
  };
  return words[type];
}
