/**
 * Wound/wait mutexes as far as one thread sees them (include/linux/ww_mutex.h, kernel/locking/ww_mutex.h, 6.12): what
 * they tell the validator, and the misuse that CONFIG_DEBUG_WW_MUTEXES finds on its own. An acquire context is a lock of
 * its own class to the validator, and the nest lock of every mutex taken with it. Classes are wait/die, as the self-test's.
 */
import type { Lockdep } from './lockdep.ts';

interface Context {
  acquired: number;
  done: boolean;
  /** Of another ww_class than the mutexes. */
  foreign: boolean;
  /** The mutex that told it to back off: to be taken next, with nothing else held. */
  contending?: string;
}

export class WwMutexes {
  private readonly contexts = new Map<string, Context>();
  /** By mutex: the context it was taken with; empty without one. */
  private readonly owned = new Map<string, string>();
  /** Mutexes that an older context of another thread has. */
  private readonly others = new Set<string>();
  private misused = false;
  private readonly lockdep: Lockdep;

  constructor(lockdep: Lockdep) {
    this.lockdep = lockdep;
  }

  /** The validator or the mutexes themselves have complained. */
  get complained(): boolean {
    return this.misused || this.lockdep.reports.length > 0;
  }

  /** ww_acquire_init(). */
  begin(context: string): void {
    this.contexts.set(context, { acquired: 0, done: false, foreign: false });
    this.take(context, 'ww acquire');
  }

  /** ww_acquire_done(). */
  done(context: string): void {
    const known = this.contexts.get(context)!;
    this.expect(!known.done);
    known.done = true;
  }

  /** ww_acquire_fini(). */
  end(context: string): void {
    this.lockdep.release(context);
    this.expect(this.contexts.get(context)!.acquired === 0);
  }

  /** ww_mutex_lock(); `slow` says that the context has backed off before, as ww_mutex_lock_slow() does. */
  lock(mutex: string, context?: string, slow = false): void {
    const known = context === undefined ? undefined : this.contexts.get(context);
    if (slow) this.expect(known?.contending !== undefined);
    // -EALREADY, before the validator is told.
    if (context !== undefined && this.owned.get(mutex) === context) return;
    this.take(mutex, 'ww mutex', context);
    if (this.others.has(mutex)) {
      if (known && known.acquired > 0) {
        // -EDEADLK. Backing off a second time without having taken what it backed off from is misuse: __ww_mutex_kill()
        // in kernel/locking/ww_mutex.h (6.12.117) warns when `contending_lock` is set, and then sets it anew.
        this.lockdep.release(mutex);
        this.expect(known.contending === undefined);
        known.contending = mutex;
        return;
      }
      // Nothing held, or no context: __ww_mutex_check_kill() lets it wait until the other one is done.
      this.others.delete(mutex);
    }
    if (known) {
      this.expect(!this.owned.has(mutex) && !known.done && !known.foreign);
      if (known.contending !== undefined) {
        this.expect(known.contending === mutex && known.acquired === 0);
        delete known.contending;
      }
      known.acquired++;
    }
    this.owned.set(mutex, context ?? '');
  }

  /** ww_mutex_trylock() without a context; fails on what is taken. */
  tryLock(mutex: string): void {
    if (this.owned.has(mutex) || this.others.has(mutex)) return;
    this.lockdep.acquire({ instance: mutex, class: 'ww mutex', read: 0, try: true, waitType: this.sleep });
    this.owned.set(mutex, '');
  }

  unlock(mutex: string): void {
    const context = this.contexts.get(this.owned.get(mutex) ?? '');
    if (context) {
      this.expect(context.acquired > 0);
      context.acquired--;
    }
    this.owned.delete(mutex);
    this.lockdep.release(mutex);
  }

  /** The mutex belongs to another thread with an older context; or does no longer. */
  other(mutex: string, has: boolean): void {
    if (has) this.others.add(mutex);
    else this.others.delete(mutex);
  }

  /** What a caller does behind the mutexes' back: the context forgets what it took, the mutex names a stale context. */
  corrupt(what: string): void {
    const context = this.contexts.get(what);
    if (context) context.acquired = 0;
    else this.owned.set(what, 'stale');
  }

  /** The context is of another ww_class than the mutexes. */
  foreign(context: string): void {
    this.contexts.get(context)!.foreign = true;
  }

  private get sleep(): number {
    return this.lockdep.waitTypes.sleep;
  }

  private take(instance: string, className: string, nestLock?: string): void {
    this.lockdep.acquire({
      instance,
      class: className,
      read: 0,
      try: false,
      waitType: this.sleep,
      ...(nestLock === undefined ? {} : { nestLock }),
    });
  }

  private expect(right: boolean): void {
    if (!right) this.misused = true;
  }
}
