// SPDX-License-Identifier: GPL-2.0
/*
 * Losing track of a lock: releasing it once too often, leaving with it, and
 * freeing the memory it lives in.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "lockstep.h"

struct lockstep_session {
	struct mutex lock;
	unsigned int users;
};

static noinline __noclone int lockstep_session_login(struct lockstep_session *session)
{
	mutex_lock(&session->lock);
	session->users++;
	mutex_unlock(&session->lock);
	return -EPERM;
}

/* unlock: an error path that releases what the callee has released already. */
static noinline __noclone void lockstep_session_open(void *arg)
{
	struct lockstep_session *session = arg;

	if (lockstep_session_login(session) < 0)
		mutex_unlock(&session->lock);
}

static int lockstep_run_unlock(void)
{
	struct lockstep_session *session = lockstep_alloc(sizeof(*session));

	lockstep_mutex_init(&session->lock);
	return lockstep_task("session-open", lockstep_session_open, session);
}

/* held: the other error path, which releases nothing. */
static noinline __noclone void lockstep_session_abort(void *arg)
{
	struct lockstep_session *session = arg;

	mutex_lock(&session->lock);
	session->users = 0;
}

static int lockstep_run_held(void)
{
	struct lockstep_session *session = lockstep_alloc(sizeof(*session));

	lockstep_mutex_init(&session->lock);
	return lockstep_task("session-abort", lockstep_session_abort, session);
}

/* freed: the last user frees the session it has locked. */
static noinline __noclone void lockstep_session_put(struct lockstep_session *session)
{
	if (--session->users == 0)
		kfree(session);
}

static noinline __noclone void lockstep_session_close(void *arg)
{
	struct lockstep_session *session = arg;

	mutex_lock(&session->lock);
	lockstep_session_put(session);
	/* The mutex_unlock() that belongs here would write to freed memory. */
}

static int lockstep_run_freed(void)
{
	struct lockstep_session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return -ENOMEM;
	lockstep_mutex_init(&session->lock);
	session->users = 1;
	return lockstep_task("session-close", lockstep_session_close, session);
}

const struct lockstep_provocation lockstep_ownership[] = {
	{ "unlock", "a mutex released once too often", lockstep_run_unlock },
	{ "held", "a task exits with a mutex held", lockstep_run_held },
	{ "freed", "memory freed with a held mutex in it", lockstep_run_freed },
	{}
};
