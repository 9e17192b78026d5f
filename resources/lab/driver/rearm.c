// SPDX-License-Identifier: GPL-2.0
/*
 * Lockdep switches itself off at its first report: debug_locks becomes 0, and
 * from then on it neither notes locks taken nor locks released. Switching it on
 * again is easy, but by then its idea of who holds what may be wrong: a lock
 * released meanwhile is still on its owner's list, and one taken meanwhile is
 * not. Both would end in reports about nothing.
 *
 * So it is switched on with the machine stopped. No CPU is then inside a
 * spinlock or an interrupt, and each task is one of:
 *
 *  - it has not run since lockstep_rearm_prepare(): its list is still right;
 *  - it is the one asking: it holds what it held then, as it has released all
 *    it took since, seen or unseen;
 *  - it has run: in this small machine these are kernel threads and idle tasks
 *    that are back in their main loops, or programs back in user mode, and none
 *    of them holds a lock. Its list is emptied.
 */
#include <linux/cpumask.h>
#include <linux/debug_locks.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/stop_machine.h>

#include "lockstep.h"

#define LOCKSTEP_MAX_TASKS 512

static struct {
	struct task_struct *task; /* only ever compared */
	unsigned long switches;
} lockstep_seen[LOCKSTEP_MAX_TASKS];
static unsigned int lockstep_nr_seen;

/* The one asking, and what it held before the provocation. */
static struct task_struct *lockstep_asking;
static unsigned int lockstep_asking_depth;
static u64 lockstep_asking_chain_key;

static unsigned long lockstep_switches(const struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

/*
 * Note which tasks are asleep now, before anything is provoked. The same task has
 * to call lockstep_rearm().
 */
void lockstep_rearm_prepare(void)
{
	struct task_struct *process, *task;
	unsigned int n = 0;

	rcu_read_lock();
	for_each_process_thread(process, task) {
		if (n == LOCKSTEP_MAX_TASKS)
			break;
		if (READ_ONCE(task->__state) == TASK_RUNNING || READ_ONCE(task->on_cpu))
			continue;
		lockstep_seen[n].task = task;
		lockstep_seen[n].switches = lockstep_switches(task);
		n++;
	}
	rcu_read_unlock();
	lockstep_nr_seen = n;

	lockstep_asking = current;
	lockstep_asking_depth = current->lockdep_depth;
	lockstep_asking_chain_key = current->curr_chain_key;
}

static bool lockstep_slept_through(const struct task_struct *task)
{
	unsigned int i;

	for (i = 0; i < lockstep_nr_seen; i++)
		if (lockstep_seen[i].task == task)
			return lockstep_seen[i].switches == lockstep_switches(task) &&
			       !READ_ONCE(task->on_cpu);
	return false;
}

static void lockstep_set_held(struct task_struct *task, unsigned int depth,
			      u64 chain_key)
{
	task->lockdep_depth = depth;
	task->curr_chain_key = chain_key;
	task->softirqs_enabled = 1;
}

static int lockstep_rearm_stopped(void *unused)
{
	struct task_struct *process, *task;
	int cpu;

	rcu_read_lock();
	for_each_process_thread(process, task) {
		if (task == lockstep_asking)
			lockstep_set_held(task, lockstep_asking_depth,
					  lockstep_asking_chain_key);
		else if (!lockstep_slept_through(task))
			lockstep_set_held(task, 0, INITIAL_CHAIN_KEY);
	}
	for_each_online_cpu(cpu)
		lockstep_set_held(idle_task(cpu), 0, INITIAL_CHAIN_KEY);
	rcu_read_unlock();

	/* Interrupts are off on every CPU here, whatever lockdep last heard. */
	for_each_possible_cpu(cpu)
		per_cpu(hardirqs_enabled, cpu) = 0;

	debug_locks = 1;
	return 0;
}

void lockstep_rearm(void)
{
	/* stop_machine() takes locks with lockdep off and drops them with it on. */
	lockdep_off();
	stop_machine(lockstep_rearm_stopped, NULL, NULL);
	lockdep_on();
}
