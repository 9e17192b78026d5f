// SPDX-License-Identifier: GPL-2.0
/*
 * The control file, <debugfs>/lockstep/provoke: reading lists the provocations,
 * writing a name runs one. And what the provocations share: tasks, memory and
 * lock class keys that live as long as one run.
 */
#define pr_fmt(fmt) "lockstep: " fmt

#include <linux/debugfs.h>
#include <linux/debug_locks.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "lockstep.h"

static const struct lockstep_provocation *const lockstep_all[] = {
	lockstep_storage,   lockstep_recursion, lockstep_readers,
	lockstep_sysfs,	    lockstep_hotplug,	lockstep_interrupts,
	lockstep_context,   lockstep_ownership, lockstep_stall,
};

static DEFINE_MUTEX(lockstep_run_mutex);
static DECLARE_WAIT_QUEUE_HEAD(lockstep_job_wait);

/* What the current run allocated; under lockstep_run_mutex. */
struct lockstep_key {
	struct list_head entry;
	struct lock_class_key key;
};

struct lockstep_memory {
	struct list_head entry;
	u64 data[];
};

static LIST_HEAD(lockstep_keys);
static LIST_HEAD(lockstep_memories);

struct lock_class_key *lockstep_key(void)
{
	struct lockstep_key *key = kzalloc(sizeof(*key), GFP_KERNEL | __GFP_NOFAIL);

	lockdep_register_key(&key->key);
	list_add(&key->entry, &lockstep_keys);
	return &key->key;
}

void *lockstep_alloc(size_t size)
{
	struct lockstep_memory *memory =
		kzalloc(sizeof(*memory) + size, GFP_KERNEL | __GFP_NOFAIL);

	list_add(&memory->entry, &lockstep_memories);
	return memory->data;
}

static void lockstep_release_all(void)
{
	struct lockstep_key *key, *next_key;
	struct lockstep_memory *memory, *next_memory;

	list_for_each_entry_safe(key, next_key, &lockstep_keys, entry) {
		list_del(&key->entry);
		lockdep_unregister_key(&key->key);
		kfree(key);
	}
	list_for_each_entry_safe(memory, next_memory, &lockstep_memories, entry) {
		list_del(&memory->entry);
		kfree(memory);
	}
}

struct lockstep_job {
	struct task_struct *task;
	void (*fn)(void *arg);
	void *arg;
	bool finished;
};

static int lockstep_thread(void *data)
{
	struct lockstep_job *job = data;

	allow_signal(SIGTERM);
	job->fn(job->arg);
	smp_store_release(&job->finished, true);
	wake_up(&lockstep_job_wait);
	return 0;
}

struct lockstep_job *lockstep_task_start(const char *comm, void (*fn)(void *arg),
					 void *arg)
{
	struct lockstep_job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return NULL;
	job->fn = fn;
	job->arg = arg;
	job->task = kthread_create(lockstep_thread, job, "%s", comm);
	if (IS_ERR(job->task)) {
		kfree(job);
		return NULL;
	}
	get_task_struct(job->task);
	wake_up_process(job->task);
	return job;
}

void lockstep_task_interrupt(struct lockstep_job *job)
{
	send_sig(SIGTERM, job->task, 1);
}

void lockstep_task_end(struct lockstep_job *job)
{
	/* Idle, so that the hung task detector never blames the one who waits. */
	wait_event_idle(lockstep_job_wait, smp_load_acquire(&job->finished));
	kthread_stop(job->task);
	/* It counts as stopped long before its last words about locks it holds. */
	while (READ_ONCE(job->task->__state) != TASK_DEAD ||
	       READ_ONCE(job->task->on_cpu))
		schedule_timeout_idle(1);
	put_task_struct(job->task);
	kfree(job);
}

int lockstep_task(const char *comm, void (*fn)(void *arg), void *arg)
{
	struct lockstep_job *job = lockstep_task_start(comm, fn, arg);

	if (!job)
		return -ENOMEM;
	lockstep_task_end(job);
	return 0;
}

static const struct lockstep_provocation *lockstep_find(const char *name)
{
	const struct lockstep_provocation *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lockstep_all); i++)
		for (p = lockstep_all[i]; p->name; p++)
			if (!strcmp(p->name, name))
				return p;
	return NULL;
}

/*
 * A report that was not ours has switched lockdep off, and the writer's own
 * locks were taken unseen. Put it right when the writer has left the kernel.
 */
static int lockstep_rearm_later(void *unused)
{
	msleep(100);
	lockstep_rearm_prepare();
	lockstep_rearm();
	return 0;
}

/*
 * Begin what only one may do at a time, with lockdep on. -EAGAIN: somebody else's
 * report had switched it off, it will be on again in a moment.
 */
int lockstep_run_begin(void)
{
	if (!debug_locks) {
		kthread_run(lockstep_rearm_later, NULL, "lockstep-rearm");
		return -EAGAIN;
	}
	/*
	 * Not mutex_lock(): a task that sleeps on a lock while lockdep is off
	 * and wakes up when it is on again would confuse it.
	 */
	return mutex_trylock(&lockstep_run_mutex) ? 0 : -EBUSY;
}

void lockstep_run_end(void)
{
	mutex_unlock(&lockstep_run_mutex);
}

/*
 * debugfs lockstep/keep: leave lockdep off and the classes alive after a run, so
 * that /proc/lockdep can be compared with the report. For one run a boot.
 */
static bool lockstep_keep;

static int lockstep_provoke(const struct lockstep_provocation *p)
{
	int err;

	lockstep_rearm_prepare();
	pr_info("provoke %s\n", p->name);
	err = p->run();
	/* Kept: lockdep's tables stay as the report left them, until a reboot. */
	if (!lockstep_keep) {
		if (!debug_locks)
			lockstep_rearm();
		lockstep_release_all();
	}
	if (err)
		pr_info("failed %s: %d\n", p->name, err);
	else
		pr_info("done %s\n", p->name);
	return err;
}

static ssize_t lockstep_provoke_write(struct file *file, const char __user *buf,
				      size_t count, loff_t *ppos)
{
	const struct lockstep_provocation *p;
	char name[32];
	int err;

	if (count >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, buf, count))
		return -EFAULT;
	name[count] = '\0';
	p = lockstep_find(strim(name));
	if (!p)
		return -EINVAL;

	err = lockstep_run_begin();
	if (err)
		return err;
	err = lockstep_provoke(p);
	lockstep_run_end();
	return err ? err : count;
}

static int lockstep_provoke_show(struct seq_file *m, void *unused)
{
	const struct lockstep_provocation *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lockstep_all); i++)
		for (p = lockstep_all[i]; p->name; p++)
			seq_printf(m, "%-12s %s\n", p->name, p->about);
	return 0;
}

static int lockstep_provoke_open(struct inode *inode, struct file *file)
{
	return single_open(file, lockstep_provoke_show, NULL);
}

static const struct file_operations lockstep_provoke_fops = {
	.owner = THIS_MODULE,
	.open = lockstep_provoke_open,
	.read = seq_read,
	.write = lockstep_provoke_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init lockstep_init(void)
{
	struct dentry *dir = debugfs_create_dir("lockstep", NULL);
	int err = lockstep_hotplug_init();

	if (err < 0)
		pr_warn("no cpu hotplug callback: %d\n", err);
	debugfs_create_file("provoke", 0600, dir, NULL, &lockstep_provoke_fops);
	debugfs_create_bool("keep", 0600, dir, &lockstep_keep);
	lockstep_scenario_init(dir);
	return 0;
}
late_initcall(lockstep_init);
