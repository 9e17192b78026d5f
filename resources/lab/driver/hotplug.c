// SPDX-License-Identifier: GPL-2.0
/*
 * A per-CPU service with a mutex, taken by its CPU hotplug callback and held by
 * another path across cpus_read_lock(). A CPU really goes offline and comes back.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/mutex.h>

#include "lockstep.h"

struct lockstep_service {
	struct mutex lock;
	unsigned int offline;
	unsigned int queues;
	int err;
};

static struct lockstep_service *lockstep_service; /* while its run lasts */

static noinline __noclone void lockstep_service_drain_cpu(struct lockstep_service *service,
						unsigned int cpu)
{
	mutex_lock(&service->lock);
	service->offline++;
	mutex_unlock(&service->lock);
}

static int lockstep_service_cpu_down(unsigned int cpu)
{
	if (lockstep_service)
		lockstep_service_drain_cpu(lockstep_service, cpu);
	return 0;
}

static noinline __noclone void lockstep_cpu_cycle(void *arg)
{
	struct lockstep_service *service = arg;
	unsigned int cpu = cpumask_last(cpu_online_mask);

	service->err = remove_cpu(cpu);
	if (!service->err)
		service->err = add_cpu(cpu);
}

static noinline __noclone void lockstep_service_count_queues(struct lockstep_service *service)
{
	cpus_read_lock();
	service->queues = num_online_cpus();
	cpus_read_unlock();
}

static noinline __noclone void lockstep_service_create(void *arg)
{
	struct lockstep_service *service = arg;

	mutex_lock(&service->lock);
	lockstep_service_count_queues(service);
	mutex_unlock(&service->lock);
}

static int lockstep_run_cpuhp(void)
{
	struct lockstep_service *service = lockstep_alloc(sizeof(*service));
	int err;

	if (num_online_cpus() < 2)
		return -ENODEV;
	lockstep_mutex_init(&service->lock);
	lockstep_service = service;
	err = lockstep_task("cpu-cycle", lockstep_cpu_cycle, service);
	lockstep_service = NULL;
	return err ?: service->err ?:
	       lockstep_task("service-create", lockstep_service_create, service);
}

int __init lockstep_hotplug_init(void)
{
	return cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "lockstep:online",
					 NULL, lockstep_service_cpu_down);
}

const struct lockstep_provocation lockstep_hotplug[] = {
	{ "cpuhp", "a mutex against CPU hotplug", lockstep_run_cpuhp },
	{}
};
