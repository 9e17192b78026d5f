// SPDX-License-Identifier: GPL-2.0
/*
 * A device attribute that is removed under a mutex its own store() needs, with
 * another mutex in between. Removing waits until every store() has returned,
 * which lockdep knows as the lock kn->active; since Linux 6.0 only when a
 * store() is really running, so here one takes its time.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sysfs.h>

#include "lockstep.h"

struct lockstep_pool {
	struct kobject *kobj;
	struct kobj_attribute limit;
	struct mutex resize_lock;
	struct mutex list_lock;
	struct completion resized;
	unsigned int members;
};

static struct lockstep_pool *lockstep_pool;

static noinline __noclone void lockstep_pool_resize(struct lockstep_pool *pool)
{
	mutex_lock(&pool->resize_lock);
	pool->members *= 2;
	mutex_unlock(&pool->resize_lock);
}

static noinline __noclone ssize_t lockstep_limit_store(struct kobject *kobj,
					     struct kobj_attribute *attr,
					     const char *buf, size_t count)
{
	lockstep_pool_resize(lockstep_pool);
	complete(&lockstep_pool->resized);
	schedule_timeout_idle(HZ / 2);
	return count;
}

static noinline __noclone void lockstep_limit_write(void *arg)
{
	struct file *file = filp_open("/sys/kernel/lockstep_pool/limit", O_WRONLY, 0);
	loff_t pos = 0;

	if (IS_ERR(file)) {
		pr_warn("lockstep: no limit attribute: %ld\n", PTR_ERR(file));
		complete(&lockstep_pool->resized);
		return;
	}
	kernel_write(file, "2\n", 2, &pos);
	filp_close(file, NULL);
}

static noinline __noclone void lockstep_pool_list_members(struct lockstep_pool *pool)
{
	mutex_lock(&pool->list_lock);
	pool->members++;
	mutex_unlock(&pool->list_lock);
}

static noinline __noclone void lockstep_pool_rescan(void *arg)
{
	struct lockstep_pool *pool = arg;

	mutex_lock(&pool->resize_lock);
	lockstep_pool_list_members(pool);
	mutex_unlock(&pool->resize_lock);
}

static noinline __noclone void lockstep_pool_remove(void *arg)
{
	struct lockstep_pool *pool = arg;

	mutex_lock(&pool->list_lock);
	pool->members = 0;
	sysfs_remove_file(pool->kobj, &pool->limit.attr);
	mutex_unlock(&pool->list_lock);
}

static int lockstep_run_sysfs(void)
{
	struct lockstep_pool *pool = lockstep_alloc(sizeof(*pool));
	struct lockstep_job *job;
	int err;

	lockstep_mutex_init(&pool->resize_lock);
	lockstep_mutex_init(&pool->list_lock);
	init_completion(&pool->resized);
	pool->limit.attr.name = "limit";
	pool->limit.attr.mode = 0200;
	pool->limit.attr.key = lockstep_key();
	pool->limit.store = lockstep_limit_store;
	pool->kobj = kobject_create_and_add("lockstep_pool", kernel_kobj);
	if (!pool->kobj)
		return -ENOMEM;
	lockstep_pool = pool;

	err = sysfs_create_file(pool->kobj, &pool->limit.attr);
	if (err)
		goto out;
	job = lockstep_task_start("limit-write", lockstep_limit_write, pool);
	if (!job) {
		err = -ENOMEM;
		goto out;
	}
	wait_for_completion(&pool->resized);
	err = lockstep_task("pool-rescan", lockstep_pool_rescan, pool) ?:
	      lockstep_task("pool-remove", lockstep_pool_remove, pool);
	lockstep_task_end(job);
out:
	kobject_put(pool->kobj);
	return err;
}

const struct lockstep_provocation lockstep_sysfs[] = {
	{ "sysfs", "a sysfs file removed under a mutex its store() needs",
	  lockstep_run_sysfs },
	{}
};
