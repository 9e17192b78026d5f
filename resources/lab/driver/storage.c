// SPDX-License-Identifier: GPL-2.0
/*
 * A toy storage stack whose layers call into each other in circles: two, three
 * and five mutexes, never two tasks at a time.
 */
#include <linux/mutex.h>

#include "lockstep.h"

/* abba: writeback drops clean pages from the cache, the cache writes victims. */

struct lockstep_cache {
	struct mutex lru_lock;
	struct mutex dirty_lock;
	unsigned int pages;
	unsigned int dirty;
};

static noinline __noclone void lockstep_cache_drop_clean(struct lockstep_cache *cache)
{
	mutex_lock(&cache->lru_lock);
	cache->pages -= cache->pages > cache->dirty;
	mutex_unlock(&cache->lru_lock);
}

static noinline __noclone void lockstep_writeback_flush(void *arg)
{
	struct lockstep_cache *cache = arg;

	mutex_lock(&cache->dirty_lock);
	cache->dirty = 0;
	lockstep_cache_drop_clean(cache);
	mutex_unlock(&cache->dirty_lock);
}

static noinline __noclone void lockstep_cache_write_victim(struct lockstep_cache *cache)
{
	mutex_lock(&cache->dirty_lock);
	cache->dirty -= cache->dirty > 0;
	mutex_unlock(&cache->dirty_lock);
}

static noinline __noclone void lockstep_cache_shrink(void *arg)
{
	struct lockstep_cache *cache = arg;

	mutex_lock(&cache->lru_lock);
	cache->pages /= 2;
	lockstep_cache_write_victim(cache);
	mutex_unlock(&cache->lru_lock);
}

static int lockstep_run_abba(void)
{
	struct lockstep_cache *cache = lockstep_alloc(sizeof(*cache));

	lockstep_mutex_init(&cache->lru_lock);
	lockstep_mutex_init(&cache->dirty_lock);
	cache->pages = 16;
	cache->dirty = 4;

	return lockstep_task("writeback", lockstep_writeback_flush, cache) ?:
	       lockstep_task("cache-shrink", lockstep_cache_shrink, cache);
}

/* cycle3: truncate needs the journal, commit the allocator, reclaim the inode. */

struct lockstep_fs {
	struct mutex mount_lock;
	struct mutex quota_lock;
	struct mutex inode_lock;
	struct mutex journal_lock;
	struct mutex alloc_lock;
	unsigned int blocks;
	unsigned int transaction;
};

static noinline __noclone void lockstep_journal_start(struct lockstep_fs *fs)
{
	mutex_lock(&fs->journal_lock);
	fs->transaction++;
	mutex_unlock(&fs->journal_lock);
}

static noinline __noclone void lockstep_inode_truncate(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->inode_lock);
	lockstep_journal_start(fs);
	mutex_unlock(&fs->inode_lock);
}

static noinline __noclone void lockstep_alloc_block(struct lockstep_fs *fs)
{
	mutex_lock(&fs->alloc_lock);
	fs->blocks++;
	mutex_unlock(&fs->alloc_lock);
}

static noinline __noclone void lockstep_journal_commit(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->journal_lock);
	lockstep_alloc_block(fs);
	mutex_unlock(&fs->journal_lock);
}

static noinline __noclone void lockstep_inode_evict(struct lockstep_fs *fs)
{
	mutex_lock(&fs->inode_lock);
	fs->blocks--;
	mutex_unlock(&fs->inode_lock);
}

static noinline __noclone void lockstep_alloc_reclaim(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->alloc_lock);
	lockstep_inode_evict(fs);
	mutex_unlock(&fs->alloc_lock);
}

static int lockstep_run_cycle3(void)
{
	struct lockstep_fs *fs = lockstep_alloc(sizeof(*fs));

	lockstep_mutex_init(&fs->inode_lock);
	lockstep_mutex_init(&fs->journal_lock);
	lockstep_mutex_init(&fs->alloc_lock);

	return lockstep_task("truncate", lockstep_inode_truncate, fs) ?:
	       lockstep_task("journal-commit", lockstep_journal_commit, fs) ?:
	       lockstep_task("alloc-reclaim", lockstep_alloc_reclaim, fs);
}

/* cycle5: the same with quotas and a mount in between. */

static noinline __noclone void lockstep_quota_charge(struct lockstep_fs *fs)
{
	mutex_lock(&fs->quota_lock);
	fs->blocks++;
	mutex_unlock(&fs->quota_lock);
}

static noinline __noclone void lockstep_mount_reconfigure(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->mount_lock);
	lockstep_quota_charge(fs);
	mutex_unlock(&fs->mount_lock);
}

static noinline __noclone void lockstep_quota_write_inode(struct lockstep_fs *fs)
{
	mutex_lock(&fs->inode_lock);
	fs->transaction++;
	mutex_unlock(&fs->inode_lock);
}

static noinline __noclone void lockstep_quota_sync(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->quota_lock);
	lockstep_quota_write_inode(fs);
	mutex_unlock(&fs->quota_lock);
}

static noinline __noclone void lockstep_mount_wait_thaw(struct lockstep_fs *fs)
{
	mutex_lock(&fs->mount_lock);
	fs->transaction++;
	mutex_unlock(&fs->mount_lock);
}

static noinline __noclone void lockstep_alloc_grow(void *arg)
{
	struct lockstep_fs *fs = arg;

	mutex_lock(&fs->alloc_lock);
	lockstep_mount_wait_thaw(fs);
	mutex_unlock(&fs->alloc_lock);
}

static int lockstep_run_cycle5(void)
{
	struct lockstep_fs *fs = lockstep_alloc(sizeof(*fs));

	lockstep_mutex_init(&fs->mount_lock);
	lockstep_mutex_init(&fs->quota_lock);
	lockstep_mutex_init(&fs->inode_lock);
	lockstep_mutex_init(&fs->journal_lock);
	lockstep_mutex_init(&fs->alloc_lock);

	return lockstep_task("remount", lockstep_mount_reconfigure, fs) ?:
	       lockstep_task("quota-sync", lockstep_quota_sync, fs) ?:
	       lockstep_task("truncate", lockstep_inode_truncate, fs) ?:
	       lockstep_task("journal-commit", lockstep_journal_commit, fs) ?:
	       lockstep_task("alloc-grow", lockstep_alloc_grow, fs);
}

const struct lockstep_provocation lockstep_storage[] = {
	{ "abba", "two mutexes in two orders", lockstep_run_abba },
	{ "cycle3", "three mutexes in a circle", lockstep_run_cycle3 },
	{ "cycle5", "five mutexes in a circle", lockstep_run_cycle5 },
	{}
};
