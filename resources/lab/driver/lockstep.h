/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The lab's driver: one small broken subsystem a file, each provoking one kind
 * of lockdep report.
 *
 * A provocation is a function. It makes its locks with the lockstep_*_init()
 * macros below, which give every run lock classes of its own, and takes each
 * order of locks in a task of its own with lockstep_task(). The tasks run one
 * after another, so nothing ever really deadlocks. What it allocated with
 * lockstep_alloc() and the classes are gone when the run is over.
 */
#ifndef LOCKSTEP_H
#define LOCKSTEP_H

#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct lockstep_provocation - one way to make lockdep speak
 * @name: what is written to the provoke file
 * @about: one line for people
 * @run: breaks the rule; returns 0, or a negative errno when it could not
 */
struct lockstep_provocation {
	const char *name;
	const char *about;
	int (*run)(void);
};

/* Each file's provocations, ended by an entry without a name. */
extern const struct lockstep_provocation lockstep_storage[];
extern const struct lockstep_provocation lockstep_recursion[];
extern const struct lockstep_provocation lockstep_readers[];
extern const struct lockstep_provocation lockstep_sysfs[];
extern const struct lockstep_provocation lockstep_hotplug[];
extern const struct lockstep_provocation lockstep_interrupts[];
extern const struct lockstep_provocation lockstep_context[];
extern const struct lockstep_provocation lockstep_ownership[];
extern const struct lockstep_provocation lockstep_stall[];

/* Run @fn(@arg) in a kernel thread called @comm and wait until it has exited. */
int lockstep_task(const char *comm, void (*fn)(void *arg), void *arg);

/* The same in two halves. lockstep_task_end() may interrupt a sleeping task. */
struct lockstep_job;
struct lockstep_job *lockstep_task_start(const char *comm, void (*fn)(void *arg),
					 void *arg);
void lockstep_task_interrupt(struct lockstep_job *job);
void lockstep_task_end(struct lockstep_job *job);

/* Zeroed memory and a lock class key, both until the end of the run. */
void *lockstep_alloc(size_t size);
struct lock_class_key *lockstep_key(void);

#define lockstep_mutex_init(lock) \
	__mutex_init((lock), #lock, lockstep_key())
#define lockstep_rwsem_init(sem) \
	__init_rwsem((sem), #sem, lockstep_key())
#define lockstep_spin_init(lock) \
	__raw_spin_lock_init(spinlock_check(lock), #lock, lockstep_key(), \
			     LD_WAIT_CONFIG)
#define lockstep_raw_spin_init(lock) \
	__raw_spin_lock_init((lock), #lock, lockstep_key(), LD_WAIT_SPIN)

/* rearm.c: make lockdep work again after a report. */
void lockstep_rearm_prepare(void);
void lockstep_rearm(void);

/* Only one provocation or scenario at a time: 0, -EBUSY, or -EAGAIN. */
int lockstep_run_begin(void);
void lockstep_run_end(void);

struct dentry;
int lockstep_hotplug_init(void);
void lockstep_scenario_init(struct dentry *dir);

#endif
