/**
 * Locks of which the kernel's own code says whether they are read or written, where no primitive on the stack does: the
 * primitive is inlined, or the lock is only held and its acquisition is not printed. Named after functions of 5.0 - 6.15.
 */
type Mode = 'write' | 'read';

interface ModeRule {
  readonly lock: RegExp;
  /** A function on the stack. */
  readonly symbol: RegExp;
  readonly mode: Mode;
  /** Another function on the same stack that says the rule does not hold. */
  readonly unless?: RegExp;
}

const MMAP = /mmap_(lock|sem)/;
const KERNFS_REFERENCE = /^(kn->count|kn->active|s_active)$/;
const CPU_HOTPLUG = /^cpu_hotplug/;
const INVALIDATE = /invalidate_lock/;
/** Freezing a filesystem is the only writer of its `sb_*` levels (fs/super.c, freeze_super). */
const FREEZES_FILESYSTEM = /^(freeze_super|thaw_super\w*|sb_wait_write|freeze_bdev|thaw_bdev|bdev_freeze|bdev_thaw)$/;
const FILESYSTEM_ACCESS = /^sb_(writers|internal|pagefaults)$/;
const QUEUE_USAGE = /q_usage_counter/;
const FREEZES_QUEUE = /freeze/;
/** Only who brings a CPU up or down writes; everybody else who needs CPUs to stay takes cpus_read_lock() (kernel/cpu.c). */
const PLUGS_CPU =
  /^(_cpu_up|_cpu_down|cpus_write_lock|cpu_hotplug_begin|cpuhp_invoke_callback\w*|cpuhp_up_callbacks|cpuhp_down_callbacks|takedown_cpu|cpuhp_thread_fun)$/;
/** These run the callbacks of a state under cpus_read_lock(). */
const SETS_HOTPLUG_STATE = /^__cpuhp_(setup|remove)_state\w*$|^__cpuhp_state_(add|remove)_instance\w*$/;

/** Writers of ext4's s_writepages_rwsem: no page may be on its way while an inode changes how it is kept. */
const CHANGES_LAYOUT = /^ext4_(change_inode_journal_flag|ext_migrate|ind_migrate)$/;

/** What a function takes: looked for right above the primitives. */
const TAKERS: readonly ModeRule[] = [
  // might_lock_read(&mm->mmap_lock): user memory may have to be faulted in (mm/memory.c, __might_fault).
  {
    lock: MMAP,
    symbol: /^(__might_fault|might_fault|_*copy_(to|from)_user\w*|_*(get|put)_user\w*|strn(cpy|len)_(from_)?user)$/,
    mode: 'read',
  },
  { lock: /s_writepages_rwsem/, symbol: /^ext4_(do_)?writepages$/, mode: 'read' },
  { lock: /s_writepages_rwsem/, symbol: CHANGES_LAYOUT, mode: 'write' },
];

/** What a function holds while it calls others. */
const HOLDERS: readonly ModeRule[] = [
  {
    lock: KERNFS_REFERENCE,
    symbol:
      /^(kernfs_fop_(write|read)(_iter)?|kernfs_file_(direct_read|read_iter)|kernfs_seq_\w+|sysfs_kf_\w+|sysfs_write_file|sysfs_read_file|seq_read(_iter)?|kernfs_fop_mmap)$/,
    mode: 'read',
  },
  {
    lock: /^mem_hotplug/,
    symbol: /^(online_pages|offline_pages|__offline_pages|arch_remove_memory|add_memory_resource)$/,
    mode: 'write',
  },
  {
    lock: MMAP,
    symbol: /^(do_user_addr_fault|handle_mm_fault|__do_page_fault|do_page_fault|exc_page_fault)$/,
    mode: 'read',
  },
  {
    lock: MMAP,
    symbol: /^(vm_mmap_pgoff|do_mmap|mmap_region|__vm_munmap|do_munmap|exit_mmap|dup_mmap)$/,
    mode: 'write',
  },
  // Reading into the page cache, and faults of mapped files (mm/filemap.c, mm/readahead.c).
  {
    lock: INVALIDATE,
    symbol:
      /^(filemap_(fault|read|get_pages|create_folio|map_pages|update_page)|page_cache_(ra_\w+|sync_ra|async_ra))$/,
    mode: 'read',
  },
  {
    lock: INVALIDATE,
    symbol: /^\w+_(setattr|truncate|punch_hole|collapse_range|change_inode_journal_flag)$/,
    mode: 'write',
  },
  {
    lock: /s_writepages_rwsem/,
    symbol: /^ext4_((do_)?writepages|normal_submit_inode_data_buffers)$/,
    mode: 'read',
    unless: CHANGES_LAYOUT,
  },
  {
    lock: /s_writepages_rwsem/,
    symbol: CHANGES_LAYOUT,
    mode: 'write',
  },
  {
    lock: /kernfs_rwsem/,
    symbol: /^kernfs_(fop_readdir|iop_\w+|dop_revalidate|find_and_get_ns|walk_\w+)$/,
    mode: 'read',
  },
  {
    lock: /kernfs_rwsem/,
    symbol: /^(__)?kernfs_(add_one|remove\w*|rename_ns|new_node|activate\w*|drain)$/,
    mode: 'write',
  },
];

export interface KnownMode {
  readonly mode: Mode;
  /** The function that says so; absent when the lock alone does. */
  readonly symbol?: string;
}

function byRule(rules: readonly ModeRule[], lock: string, symbols: readonly string[]): KnownMode | undefined {
  for (const symbol of symbols) {
    const rule = rules.find(
      (each) =>
        each.lock.test(lock) &&
        each.symbol.test(symbol) &&
        !(each.unless && symbols.some((other) => each.unless!.test(other))),
    );
    if (rule) return { mode: rule.mode, symbol };
  }
  return undefined;
}

/** Locks that everybody reads but one well-known writer. */
function oneWriter(lock: string, symbols: readonly string[]): KnownMode | undefined {
  const writes = (pattern: RegExp): KnownMode => {
    const writer = symbols.find((symbol) => pattern.test(symbol));
    return writer === undefined ? { mode: 'read' } : { mode: 'write', symbol: writer };
  };
  if (FILESYSTEM_ACCESS.test(lock)) return writes(FREEZES_FILESYSTEM);
  if (!CPU_HOTPLUG.test(lock)) return undefined;
  const sets = symbols.find((symbol) => SETS_HOTPLUG_STATE.test(symbol));
  return sets === undefined ? writes(PLUGS_CPU) : { mode: 'read', symbol: sets };
}

/**
 * How a lock of this name was taken.
 *
 * @param lock class name without `#N` and `/N`
 * @param top the functions next to the primitives, innermost first
 */
export function knownTaking(lock: string, top: readonly string[]): KnownMode | undefined {
  const one = oneWriter(lock, top);
  if (one) return one;
  if (QUEUE_USAGE.test(lock)) {
    // Who enters a queue is a reader; freezing it is the writer (block/blk-core.c and blk-mq.c, 6.13).
    const freezes = top.find((symbol) => FREEZES_QUEUE.test(symbol));
    return freezes === undefined ? { mode: 'read' } : { mode: 'write', symbol: freezes };
  }
  return byRule(TAKERS, lock, top);
}

/**
 * How a lock of this name was held while others were taken.
 *
 * @param lock class name without `#N` and `/N`
 * @param symbols the functions of the stack that ran under it, innermost first
 */
export function knownHolding(lock: string, symbols: readonly string[]): KnownMode | undefined {
  const one = oneWriter(lock, symbols);
  if (one) return one;
  // In lockdep's books a request enters the queue and is out of it at once: only a frozen queue is held.
  if (QUEUE_USAGE.test(lock)) return { mode: 'write' };
  return byRule(HOLDERS, lock, symbols);
}
