// SPDX-License-Identifier: GPL-2.0
/*
 * Right locks in wrong places: a lock that may sleep (on a real-time kernel)
 * inside one that must not, and an RCU pointer read outside of RCU.
 */
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "lockstep.h"

struct lockstep_clock {
	raw_spinlock_t hw_lock;
	spinlock_t event_lock;
	unsigned int events;
};

static noinline __noclone void lockstep_clock_notify(struct lockstep_clock *clock)
{
	spin_lock(&clock->event_lock);
	clock->events++;
	spin_unlock(&clock->event_lock);
}

static noinline __noclone void lockstep_clock_set(void *arg)
{
	struct lockstep_clock *clock = arg;

	raw_spin_lock(&clock->hw_lock);
	lockstep_clock_notify(clock);
	raw_spin_unlock(&clock->hw_lock);
}

static int lockstep_run_waitctx(void)
{
	struct lockstep_clock *clock = lockstep_alloc(sizeof(*clock));

	lockstep_raw_spin_init(&clock->hw_lock);
	lockstep_spin_init(&clock->event_lock);
	return lockstep_task("clock-set", lockstep_clock_set, clock);
}

struct lockstep_route {
	unsigned int metric;
};

struct lockstep_table {
	struct lockstep_route __rcu *fallback;
	struct lockstep_route route;
	unsigned int metric;
};

/*
 * rcu_dereference() reports a place only once a boot. This is the same check,
 * made every time.
 */
static noinline __noclone struct lockstep_route *lockstep_route_get(struct lockstep_table *table)
{
	if (debug_lockdep_rcu_enabled() && !rcu_read_lock_held())
		lockdep_rcu_suspicious(__FILE__, __LINE__,
				       "suspicious rcu_dereference_check() usage");
	return rcu_dereference_raw(table->fallback);
}

static noinline __noclone void lockstep_route_lookup(void *arg)
{
	struct lockstep_table *table = arg;

	table->metric = lockstep_route_get(table)->metric;
}

static int lockstep_run_rcu(void)
{
	struct lockstep_table *table = lockstep_alloc(sizeof(*table));

	rcu_assign_pointer(table->fallback, &table->route);
	return lockstep_task("route-lookup", lockstep_route_lookup, table);
}

const struct lockstep_provocation lockstep_context[] = {
	{ "waitctx", "a spinlock inside a raw spinlock", lockstep_run_waitctx },
	{ "rcu", "an RCU pointer read outside of rcu_read_lock()", lockstep_run_rcu },
	{}
};
