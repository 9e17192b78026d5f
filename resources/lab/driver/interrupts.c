// SPDX-License-Identifier: GPL-2.0
/*
 * A toy device with an interrupt (a high resolution timer) and a watchdog (an
 * ordinary timer, so a soft interrupt). Spinlocks that interrupts take need
 * care everywhere else; here nobody takes it.
 */
#include <linux/completion.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#include "lockstep.h"

struct lockstep_device {
	spinlock_t ring_lock;
	spinlock_t stats_lock;
	struct hrtimer interrupt;
	struct timer_list watchdog;
	struct completion fired;
	unsigned int packets;
	unsigned int bytes;
};

static noinline __noclone void lockstep_ring_receive(struct lockstep_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->ring_lock, flags);
	dev->packets++;
	spin_unlock_irqrestore(&dev->ring_lock, flags);
}

static enum hrtimer_restart lockstep_device_interrupt(struct hrtimer *timer)
{
	struct lockstep_device *dev =
		container_of(timer, struct lockstep_device, interrupt);

	lockstep_ring_receive(dev);
	complete(&dev->fired);
	return HRTIMER_NORESTART;
}

static noinline __noclone void lockstep_ring_reap(struct lockstep_device *dev)
{
	spin_lock(&dev->ring_lock);
	dev->packets = 0;
	spin_unlock(&dev->ring_lock);
}

static void lockstep_device_watchdog(struct timer_list *timer)
{
	struct lockstep_device *dev =
		container_of(timer, struct lockstep_device, watchdog);

	lockstep_ring_reap(dev);
	complete(&dev->fired);
}

/* Let the interrupt happen and wait for it. */
static noinline __noclone void lockstep_device_poke(void *arg)
{
	struct lockstep_device *dev = arg;

	hrtimer_start(&dev->interrupt, ms_to_ktime(5), HRTIMER_MODE_REL);
	wait_for_completion(&dev->fired);
	hrtimer_cancel(&dev->interrupt);
}

static noinline __noclone void lockstep_device_stall(void *arg)
{
	struct lockstep_device *dev = arg;

	mod_timer(&dev->watchdog, jiffies + 2);
	wait_for_completion(&dev->fired);
	del_timer_sync(&dev->watchdog);
}

static noinline __noclone void lockstep_stats_read(void *arg)
{
	struct lockstep_device *dev = arg;

	spin_lock(&dev->stats_lock);
	dev->bytes += dev->packets;
	spin_unlock(&dev->stats_lock);
}

static noinline __noclone void lockstep_ring_configure(void *arg)
{
	struct lockstep_device *dev = arg;

	spin_lock_irq(&dev->ring_lock);
	lockstep_stats_read(dev);
	spin_unlock_irq(&dev->ring_lock);
}

static noinline __noclone void lockstep_ring_configure_bh(void *arg)
{
	struct lockstep_device *dev = arg;

	spin_lock_bh(&dev->ring_lock);
	lockstep_stats_read(dev);
	spin_unlock_bh(&dev->ring_lock);
}

static noinline __noclone void lockstep_ring_dump(void *arg)
{
	struct lockstep_device *dev = arg;

	spin_lock(&dev->ring_lock);
	dev->bytes = dev->packets;
	spin_unlock(&dev->ring_lock);
}

static struct lockstep_device *lockstep_device_new(void)
{
	struct lockstep_device *dev = lockstep_alloc(sizeof(*dev));

	lockstep_spin_init(&dev->ring_lock);
	lockstep_spin_init(&dev->stats_lock);
	init_completion(&dev->fired);
	hrtimer_init(&dev->interrupt, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	dev->interrupt.function = lockstep_device_interrupt;
	timer_setup(&dev->watchdog, lockstep_device_watchdog, 0);
	return dev;
}

/* The ring's lock is taken in interrupts, the statistics' with them enabled. */
static int lockstep_run_irq(void)
{
	struct lockstep_device *dev = lockstep_device_new();

	return lockstep_task("device-poke", lockstep_device_poke, dev) ?:
	       lockstep_task("stats-read", lockstep_stats_read, dev) ?:
	       lockstep_task("ring-configure", lockstep_ring_configure, dev);
}

static int lockstep_run_softirq(void)
{
	struct lockstep_device *dev = lockstep_device_new();

	return lockstep_task("device-stall", lockstep_device_stall, dev) ?:
	       lockstep_task("stats-read", lockstep_stats_read, dev) ?:
	       lockstep_task("ring-configure", lockstep_ring_configure_bh, dev);
}

/* The same dependency first, and only then the interrupt that makes it wrong. */
static int lockstep_run_inversion(void)
{
	struct lockstep_device *dev = lockstep_device_new();

	return lockstep_task("stats-read", lockstep_stats_read, dev) ?:
	       lockstep_task("ring-configure", lockstep_ring_configure, dev) ?:
	       lockstep_task("device-poke", lockstep_device_poke, dev);
}

/* One lock is enough: the interrupt may come while the dump holds it. */
static int lockstep_run_inconsistent(void)
{
	struct lockstep_device *dev = lockstep_device_new();

	return lockstep_task("device-poke", lockstep_device_poke, dev) ?:
	       lockstep_task("ring-dump", lockstep_ring_dump, dev);
}

const struct lockstep_provocation lockstep_interrupts[] = {
	{ "irq", "a hardirq-safe lock held over an unsafe one", lockstep_run_irq },
	{ "softirq", "a softirq-safe lock held over an unsafe one",
	  lockstep_run_softirq },
	{ "inversion", "an interrupt takes a lock held over an unsafe one",
	  lockstep_run_inversion },
	{ "inconsistent", "one lock with and without interrupts disabled",
	  lockstep_run_inconsistent },
	{}
};
