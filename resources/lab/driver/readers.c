// SPDX-License-Identifier: GPL-2.0
/*
 * A circle in which one side only reads. Readers of an rwsem do not exclude each
 * other, but a waiting writer stops new readers, so it is a deadlock all the same.
 */
#include <linux/rwsem.h>

#include "lockstep.h"

struct lockstep_index {
	struct rw_semaphore tree_sem;
	struct rw_semaphore node_sem;
	unsigned int nodes;
};

static noinline __noclone void lockstep_node_split(struct lockstep_index *index)
{
	down_write(&index->node_sem);
	index->nodes++;
	up_write(&index->node_sem);
}

static noinline __noclone void lockstep_index_insert(void *arg)
{
	struct lockstep_index *index = arg;

	down_read(&index->tree_sem);
	lockstep_node_split(index);
	up_read(&index->tree_sem);
}

static noinline __noclone void lockstep_tree_rebalance(struct lockstep_index *index)
{
	down_write(&index->tree_sem);
	index->nodes /= 2;
	up_write(&index->tree_sem);
}

static noinline __noclone void lockstep_node_merge(void *arg)
{
	struct lockstep_index *index = arg;

	down_write(&index->node_sem);
	index->nodes--;
	lockstep_tree_rebalance(index);
	up_write(&index->node_sem);
}

static noinline __noclone unsigned int lockstep_tree_walk(struct lockstep_index *index)
{
	unsigned int nodes;

	down_read(&index->tree_sem);
	nodes = index->nodes;
	up_read(&index->tree_sem);
	return nodes;
}

static noinline __noclone void lockstep_node_verify(void *arg)
{
	struct lockstep_index *index = arg;

	down_read(&index->node_sem);
	lockstep_tree_walk(index);
	up_read(&index->node_sem);
}

static struct lockstep_index *lockstep_index_new(void)
{
	struct lockstep_index *index = lockstep_alloc(sizeof(*index));

	lockstep_rwsem_init(&index->tree_sem);
	lockstep_rwsem_init(&index->node_sem);
	index->nodes = 8;
	return index;
}

static int lockstep_run_rw(void)
{
	struct lockstep_index *index = lockstep_index_new();

	return lockstep_task("index-insert", lockstep_index_insert, index) ?:
	       lockstep_task("node-merge", lockstep_node_merge, index);
}

static int lockstep_run_rwread(void)
{
	struct lockstep_index *index = lockstep_index_new();

	return lockstep_task("index-insert", lockstep_index_insert, index) ?:
	       lockstep_task("node-verify", lockstep_node_verify, index);
}

const struct lockstep_provocation lockstep_readers[] = {
	{ "rw", "a reader and a writer in two orders", lockstep_run_rw },
	{ "rwread", "two readers in two orders, writers between", lockstep_run_rwread },
	{}
};
