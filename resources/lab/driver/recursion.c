// SPDX-License-Identifier: GPL-2.0
/*
 * Taking what one already has: the same mutex twice, the same rwsem twice for
 * reading, and two mutexes of one class without saying which comes first.
 */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>

#include "lockstep.h"

/* self: a real deadlock of one task with itself, ended by a signal. */

struct lockstep_config {
	struct mutex lock;
	struct rw_semaphore sem;
	int value;
};

static noinline __noclone int lockstep_config_get(struct lockstep_config *config)
{
	int value;

	if (mutex_lock_interruptible(&config->lock))
		return -EINTR;
	value = config->value;
	mutex_unlock(&config->lock);
	return value;
}

static noinline __noclone void lockstep_config_update(void *arg)
{
	struct lockstep_config *config = arg;

	mutex_lock(&config->lock);
	config->value = lockstep_config_get(config) + 1;
	mutex_unlock(&config->lock);
}

static int lockstep_run_self(void)
{
	struct lockstep_config *config = lockstep_alloc(sizeof(*config));
	struct lockstep_job *job;

	lockstep_mutex_init(&config->lock);
	job = lockstep_task_start("config-update", lockstep_config_update, config);
	if (!job)
		return -ENOMEM;
	msleep_interruptible(300);
	lockstep_task_interrupt(job);
	lockstep_task_end(job);
	return 0;
}

/* reread: harmless until a writer queues up between the two readers. */

static noinline __noclone int lockstep_config_peek(struct lockstep_config *config)
{
	int value;

	down_read(&config->sem);
	value = config->value;
	up_read(&config->sem);
	return value;
}

static noinline __noclone void lockstep_config_print(void *arg)
{
	struct lockstep_config *config = arg;

	down_read(&config->sem);
	lockstep_config_peek(config);
	up_read(&config->sem);
}

static int lockstep_run_reread(void)
{
	struct lockstep_config *config = lockstep_alloc(sizeof(*config));

	lockstep_rwsem_init(&config->sem);
	return lockstep_task("config-print", lockstep_config_print, config);
}

/* nest: parent and child directories share a class and no _nested() is used. */

struct lockstep_dir {
	struct mutex lock;
	unsigned int entries;
};

struct lockstep_rename {
	struct lockstep_dir *from;
	struct lockstep_dir *to;
};

static noinline __noclone void lockstep_dir_link(struct lockstep_dir *dir)
{
	mutex_lock(&dir->lock);
	dir->entries++;
	mutex_unlock(&dir->lock);
}

static noinline __noclone void lockstep_dir_rename(void *arg)
{
	struct lockstep_rename *rename = arg;

	mutex_lock(&rename->from->lock);
	rename->from->entries--;
	lockstep_dir_link(rename->to);
	mutex_unlock(&rename->from->lock);
}

static int lockstep_run_nest(void)
{
	struct lock_class_key *key = lockstep_key();
	struct lockstep_rename *rename = lockstep_alloc(sizeof(*rename));

	rename->from = lockstep_alloc(sizeof(*rename->from));
	rename->to = lockstep_alloc(sizeof(*rename->to));
	__mutex_init(&rename->from->lock, "&dir->lock", key);
	__mutex_init(&rename->to->lock, "&dir->lock", key);
	return lockstep_task("dir-rename", lockstep_dir_rename, rename);
}

const struct lockstep_provocation lockstep_recursion[] = {
	{ "self", "a task takes a mutex it already holds", lockstep_run_self },
	{ "reread", "a task takes an rwsem for reading twice", lockstep_run_reread },
	{ "nest", "two mutexes of one class, unordered", lockstep_run_nest },
	{}
};
