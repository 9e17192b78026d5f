// SPDX-License-Identifier: GPL-2.0
/*
 * Two tasks that wait for a mutex much longer than anybody should, until the
 * hung task detector speaks up and lists all locks held.
 */
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/sysctl.h>

#include "lockstep.h"

struct lockstep_backup {
	struct mutex volume_lock;
	struct mutex catalog_lock;
	unsigned int files;
};

/* Holds the volume while it waits for a slow tape; idle, so not itself hung. */
static noinline __noclone void lockstep_backup_copy(void *arg)
{
	struct lockstep_backup *backup = arg;
	unsigned long seconds = 2 * sysctl_hung_task_timeout_secs + 1;

	mutex_lock(&backup->volume_lock);
	backup->files++;
	schedule_timeout_idle(min(seconds, 60UL) * HZ);
	mutex_unlock(&backup->volume_lock);
}

static noinline __noclone void lockstep_backup_verify(void *arg)
{
	struct lockstep_backup *backup = arg;

	mutex_lock(&backup->catalog_lock);
	mutex_lock(&backup->volume_lock);
	backup->files--;
	mutex_unlock(&backup->volume_lock);
	mutex_unlock(&backup->catalog_lock);
}

static noinline __noclone void lockstep_backup_list(void *arg)
{
	struct lockstep_backup *backup = arg;

	mutex_lock(&backup->catalog_lock);
	backup->files++;
	mutex_unlock(&backup->catalog_lock);
}

static int lockstep_run_hung(void)
{
	struct lockstep_backup *backup = lockstep_alloc(sizeof(*backup));
	struct lockstep_job *job[3];
	int i;

	lockstep_mutex_init(&backup->volume_lock);
	lockstep_mutex_init(&backup->catalog_lock);
	job[0] = lockstep_task_start("backup-copy", lockstep_backup_copy, backup);
	schedule_timeout_idle(HZ / 10);
	job[1] = lockstep_task_start("backup-verify", lockstep_backup_verify, backup);
	schedule_timeout_idle(HZ / 10);
	job[2] = lockstep_task_start("backup-list", lockstep_backup_list, backup);
	for (i = 0; i < ARRAY_SIZE(job); i++)
		if (job[i])
			lockstep_task_end(job[i]);
	return job[0] && job[1] && job[2] ? 0 : -ENOMEM;
}

const struct lockstep_provocation lockstep_stall[] = {
	{ "hung", "two tasks wait too long for a mutex", lockstep_run_hung },
	{}
};
