// SPDX-License-Identifier: GPL-2.0
/*
 * Scenarios, <debugfs>/lockstep/scenario: what the validator says when a few
 * threads take and drop locks one after another. Writing lines runs them, one
 * scenario a line; reading gives a verdict for each line of the last writer:
 *
 *	lockstep: scenario 17 circular T1 2	at step 2 of the second thread
 *	lockstep: scenario 18 none
 *	lockstep: scenario 19 invalid lock	the line makes no sense
 *
 * A line is fields between semicolons: a number, the locks, then each thread.
 *
 *	17;m00 m10;t +0 +1 -1 -0;t +1 +0 -0 -1
 *
 * A lock is three characters: its type (m mutex, s spinlock, r raw spinlock, w
 * rwlock, e rwsem, p percpu rwsem, x rt mutex, a active reference, c work item),
 * its class and its subclass, a digit each. Locks of one class have one type.
 * A thread is a context (t task, s softirq, h hardirq) and its steps:
 *
 *	+0 +0r +0R	acquire lock 0 to write, to read, as recursive reader
 *	?0 ?0r ?0R	the same as a trylock that succeeds
 *	-0		release lock 0
 *	w0		wait for what holds lock 0: acquire and release
 *	i I b B		interrupts off, on; bottom halves off, on; these nest
 *	.		nothing
 *
 * Nothing is ever locked. The locks are initialised as real ones are, so that
 * names, keys and wait types are the kernel's, and each step says to the validator
 * what the real primitive would say, with the same macros. So a scenario cannot
 * hang. Interrupts and bottom halves are really switched, and an interrupt thread
 * really runs with the preemption count and flags of one, as lockdep compares its
 * own idea of them with the machine.
 *
 * A scenario runs with the machine stopped, as the stopper thread with an empty
 * list of held locks for each of its threads. While the validator is off after a
 * report, nobody else takes or drops a lock; so at the end it can be switched on
 * again with no more ado. Classes are fresh for each scenario.
 */
#define pr_fmt(fmt) "lockstep: " fmt

#include <linux/bottom_half.h>
#include <linux/debug_locks.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu-rwsem.h>
#include <linux/rtmutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "lockstep.h"

#define LOCKSTEP_MAX_LOCKS 10
#define LOCKSTEP_MAX_CLASSES 10
#define LOCKSTEP_MAX_THREADS 8
#define LOCKSTEP_MAX_STEPS 64
#define LOCKSTEP_LINE 2048
#define LOCKSTEP_VERDICTS (1024 * 1024)
/* Removing classes waits for a grace period, so it is done for many at once. */
#define LOCKSTEP_KEY_SETS 16

struct lockstep_step {
	char op;
	u8 lock;
	/* 'w' write, 'r' read, 'R' recursive reader */
	char mode;
	bool try;
};

struct lockstep_plan {
	char context;
	unsigned int nr_steps;
	struct lockstep_step steps[LOCKSTEP_MAX_STEPS];
};

struct lockstep_lock {
	char type;
	u8 class;
	u8 subclass;
	struct lockdep_map *map;
	union {
		struct mutex mutex;
		spinlock_t spin;
		raw_spinlock_t raw;
		rwlock_t rw;
		struct rw_semaphore rwsem;
		struct percpu_rw_semaphore percpu;
		struct rt_mutex rt;
		struct lockdep_map bare;
	};
};

/* All below is under the run mutex of core.c. */
static struct lockstep_scenario {
	unsigned int nr_locks;
	unsigned int nr_threads;
	struct lockstep_lock locks[LOCKSTEP_MAX_LOCKS];
	struct lockstep_plan threads[LOCKSTEP_MAX_THREADS];
	/* Where the validator went off. */
	bool fired;
	unsigned int fired_thread;
	unsigned int fired_step;
} lockstep_scenario;

static struct lock_class_key lockstep_class_keys[LOCKSTEP_KEY_SETS][LOCKSTEP_MAX_CLASSES];
static unsigned int lockstep_key_set;

static const char *const lockstep_class_names[LOCKSTEP_MAX_CLASSES] = {
	"class0", "class1", "class2", "class3", "class4",
	"class5", "class6", "class7", "class8", "class9",
};

static char *lockstep_verdicts;
static size_t lockstep_verdicts_len;

static struct kmsg_dump_iter lockstep_log;

/* One open file: the beginning of a line whose end has not been written yet. */
struct lockstep_reader {
	size_t len;
	char line[LOCKSTEP_LINE];
};

/* --- a line of text to a scenario; an error is a word --- */

static const char *lockstep_parse_locks(char *text)
{
	struct lockstep_scenario *s = &lockstep_scenario;
	char *word;

	s->nr_locks = 0;
	while ((word = strsep(&text, " "))) {
		struct lockstep_lock *lock = &s->locks[s->nr_locks];

		if (!*word)
			continue;
		if (s->nr_locks == LOCKSTEP_MAX_LOCKS || strlen(word) != 3 ||
		    !strchr("msrwepxac", word[0]) || !isdigit(word[1]) ||
		    word[2] < '0' || word[2] >= '0' + MAX_LOCKDEP_SUBCLASSES)
			return "lock";
		lock->type = word[0];
		lock->class = word[1] - '0';
		lock->subclass = word[2] - '0';
		s->nr_locks++;
	}
	return NULL;
}

/* What can be switched where: bottom halves neither in a hard interrupt nor on with interrupts off. */
static bool lockstep_may_switch(const struct lockstep_plan *plan, char op, int irqs,
				int bhs)
{
	switch (op) {
	case 'I':
		return irqs > 0;
	case 'b':
		return plan->context != 'h';
	case 'B':
		return bhs > 0 && irqs == 0;
	default:
		return true;
	}
}

static const char *lockstep_parse_thread(char *text)
{
	struct lockstep_scenario *s = &lockstep_scenario;
	struct lockstep_plan *plan = &s->threads[s->nr_threads];
	int irqs = 0, bhs = 0;
	char *word;

	if (s->nr_threads == LOCKSTEP_MAX_THREADS)
		return "threads";
	word = strsep(&text, " ");
	if (strlen(word) != 1 || !strchr("tsh", *word))
		return "context";
	plan->context = *word;
	plan->nr_steps = 0;
	while ((word = strsep(&text, " "))) {
		struct lockstep_step *step = &plan->steps[plan->nr_steps];

		if (!*word)
			continue;
		if (plan->nr_steps == LOCKSTEP_MAX_STEPS)
			return "steps";
		*step = (struct lockstep_step){ .op = word[0], .mode = 'w' };
		if (strchr("+?-w", word[0])) {
			if (!isdigit(word[1]) || word[1] - '0' >= s->nr_locks)
				return "step";
			step->lock = word[1] - '0';
			step->try = word[0] == '?';
			if (step->try)
				step->op = '+';
			if (word[2] && (step->op != '+' || word[3] ||
					!strchr("rR", word[2])))
				return "mode";
			if (word[2])
				step->mode = word[2];
		} else if (word[1] || !strchr("iIbB.", word[0])) {
			return "step";
		} else if (!lockstep_may_switch(plan, word[0], irqs, bhs)) {
			return "switch";
		}
		irqs += (word[0] == 'i') - (word[0] == 'I');
		bhs += (word[0] == 'b') - (word[0] == 'B');
		plan->nr_steps++;
	}
	s->nr_threads++;
	return NULL;
}

static const char *lockstep_parse(char *line)
{
	const char *error;
	char *field;

	field = strsep(&line, ";");
	if (!field)
		return "line";
	error = lockstep_parse_locks(field);
	lockstep_scenario.nr_threads = 0;
	while (!error && (field = strsep(&line, ";")))
		error = lockstep_parse_thread(field);
	return error;
}

/* --- its locks --- */

static int lockstep_lock_make(struct lockstep_lock *lock)
{
	struct lock_class_key *key = &lockstep_class_keys[lockstep_key_set][lock->class];
	const char *name = lockstep_class_names[lock->class];

	switch (lock->type) {
	case 'm':
		__mutex_init(&lock->mutex, name, key);
		lock->map = &lock->mutex.dep_map;
		break;
	case 's':
		__raw_spin_lock_init(spinlock_check(&lock->spin), name, key,
				     LD_WAIT_CONFIG);
		lock->map = &spinlock_check(&lock->spin)->dep_map;
		break;
	case 'r':
		__raw_spin_lock_init(&lock->raw, name, key, LD_WAIT_SPIN);
		lock->map = &lock->raw.dep_map;
		break;
	case 'w':
		__rwlock_init(&lock->rw, name, key);
		lock->map = &lock->rw.dep_map;
		break;
	case 'e':
		__init_rwsem(&lock->rwsem, name, key);
		lock->map = &lock->rwsem.dep_map;
		break;
	case 'p':
		if (__percpu_init_rwsem(&lock->percpu, name, key))
			return -ENOMEM;
		lock->map = &lock->percpu.dep_map;
		break;
	case 'x':
		__rt_mutex_init(&lock->rt, name, key);
		lock->map = &lock->rt.dep_map;
		break;
	default:
		/* kernfs nodes and work items have a bare map. */
		lockdep_init_map(&lock->bare, name, key, 0);
		lock->map = &lock->bare;
	}
	return 0;
}

static void lockstep_lock_break(struct lockstep_lock *lock)
{
	if (lock->type == 'p' && lock->map)
		percpu_free_rwsem(&lock->percpu);
	lock->map = NULL;
}

/* What the primitive of this type says to the validator before it waits. */
static void lockstep_acquire(struct lockstep_lock *lock, char mode, bool try)
{
	struct lockdep_map *map = lock->map;
	unsigned int subclass = lock->subclass;
	unsigned long ip = _THIS_IP_;

	switch (lock->type) {
	case 'm':
	case 'x':
		mutex_acquire(map, subclass, try, ip);
		break;
	case 's':
	case 'r':
		spin_acquire(map, subclass, try, ip);
		break;
	case 'w':
		if (mode == 'w')
			rwlock_acquire(map, subclass, try, ip);
		else if (mode == 'r')
			rwlock_acquire_read(map, subclass, try, ip);
		else
			lock_acquire_shared_recursive(map, subclass, try, NULL, ip);
		break;
	case 'e':
	case 'p':
		if (mode == 'w')
			rwsem_acquire(map, subclass, try, ip);
		else
			rwsem_acquire_read(map, subclass, try, ip);
		break;
	case 'a':
		/* Entering a kernfs node never waits. */
		if (mode == 'w')
			rwsem_acquire(map, subclass, try, ip);
		else
			rwsem_acquire_read(map, subclass, 1, ip);
		break;
	default:
		if (mode == 'w')
			lock_acquire_exclusive(map, subclass, try, NULL, ip);
		else
			lock_acquire_shared_recursive(map, subclass, try, NULL, ip);
	}
}

/* --- running, with the machine stopped and interrupts off --- */

static void lockstep_forget_held(void)
{
	current->lockdep_depth = 0;
	current->curr_chain_key = INITIAL_CHAIN_KEY;
}

static void lockstep_step_run(const struct lockstep_plan *plan,
			      const struct lockstep_step *step, int *irqs, int *bhs)
{
	struct lockstep_lock *lock = &lockstep_scenario.locks[step->lock];

	switch (step->op) {
	case '+':
		lockstep_acquire(lock, step->mode, step->try);
		break;
	case '-':
		lock_release(lock->map, _THIS_IP_);
		break;
	case 'w':
		lockstep_acquire(lock, 'w', false);
		lock_release(lock->map, _THIS_IP_);
		break;
	case 'i':
		if ((*irqs)++ == 0 && plan->context != 'h')
			local_irq_disable();
		break;
	case 'I':
		if (--*irqs == 0 && plan->context != 'h')
			local_irq_enable();
		break;
	case 'b':
		local_bh_disable();
		(*bhs)++;
		break;
	case 'B':
		local_bh_enable();
		(*bhs)--;
		break;
	}
}

static void lockstep_plan_run(unsigned int thread)
{
	struct lockstep_scenario *s = &lockstep_scenario;
	const struct lockstep_plan *plan = &s->threads[thread];
	int irqs = 0, bhs = 0;
	unsigned int i;

	if (plan->context == 'h') {
		__irq_enter_raw();
	} else if (plan->context == 's') {
		local_bh_disable();
		lockdep_softirq_enter();
		local_irq_enable();
	} else {
		local_irq_enable();
	}

	for (i = 0; i < plan->nr_steps && debug_locks; i++) {
		lockstep_step_run(plan, &plan->steps[i], &irqs, &bhs);
		if (!debug_locks) {
			s->fired = true;
			s->fired_thread = thread;
			s->fired_step = i;
		}
	}

	if (!irqs && plan->context != 'h')
		local_irq_disable();
	/* What the thread still holds is forgotten before anything is switched on. */
	lockstep_forget_held();
	while (bhs--)
		_local_bh_enable();
	if (plan->context == 'h') {
		__irq_exit_raw();
	} else if (plan->context == 's') {
		lockdep_softirq_exit();
		_local_bh_enable();
	}
}

static int lockstep_scenario_run(void *unused)
{
	struct lockstep_scenario *s = &lockstep_scenario;
	unsigned int depth = current->lockdep_depth;
	u64 chain_key = current->curr_chain_key;
	unsigned int i;

	s->fired = false;
	for (i = 0; i < s->nr_threads && debug_locks; i++) {
		lockstep_forget_held();
		lockstep_plan_run(i);
	}
	current->lockdep_depth = depth;
	current->curr_chain_key = chain_key;
	if (!debug_locks) {
		/* It did not hear of these since then. */
		this_cpu_write(hardirqs_enabled, 0);
		current->softirqs_enabled = 1;
		debug_locks = 1;
	}
	return 0;
}

/* --- what it said --- */

static const struct {
	const char *headline;
	const char *kind;
} lockstep_kinds[] = {
	{ "possible circular locking dependency detected", "circular" },
	{ "possible recursive locking detected", "recursive" },
	{ "possible irq lock inversion dependency detected", "irq-inversion" },
	{ "-unsafe lock order detected", "irq-unsafe-order" },
	{ "inconsistent lock state", "inconsistent-state" },
	{ "Invalid wait context", "invalid-wait-context" },
	{ "bad unlock balance detected", "bad-unlock-balance" },
	{ "held lock freed", "held-lock-freed" },
	{ "DEBUG_LOCKS_WARN_ON", "internal" },
	{ "WARNING: ", "other" },
	{ "BUG: ", "other" },
};

/* The kind of the first report since the last call, NULL without one. */
static const char *lockstep_log_kind(void)
{
	static char line[256];
	const char *kind = NULL;
	size_t len, i;

	while (kmsg_dump_get_line(&lockstep_log, false, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		for (i = 0; !kind && i < ARRAY_SIZE(lockstep_kinds); i++)
			if (strstr(line, lockstep_kinds[i].headline))
				kind = lockstep_kinds[i].kind;
	}
	return kind;
}

static __printf(1, 2) void lockstep_verdict(const char *format, ...)
{
	static char line[128];
	size_t room = LOCKSTEP_VERDICTS - lockstep_verdicts_len;
	va_list args;
	size_t len;

	va_start(args, format);
	vscnprintf(line, sizeof(line), format, args);
	va_end(args);
	pr_info("scenario %s\n", line);
	len = snprintf(lockstep_verdicts + lockstep_verdicts_len, room,
		       "lockstep: scenario %s\n", line);
	/* A verdict that does not fit is left out as a whole. */
	if (len < room)
		lockstep_verdicts_len += len;
}

static void lockstep_keys_next(void)
{
	if (++lockstep_key_set < LOCKSTEP_KEY_SETS)
		return;
	lockstep_key_set = 0;
	lockdep_free_key_range(lockstep_class_keys, sizeof(lockstep_class_keys));
}

static void lockstep_line(char *line)
{
	struct lockstep_scenario *s = &lockstep_scenario;
	const char *error, *kind;
	char *number;
	unsigned int i;

	line = strim(line);
	if (!*line || *line == '#')
		return;
	number = strsep(&line, ";");
	if (!*number || strlen(number) > 16 || number[strspn(number, "0123456789")]) {
		lockstep_verdict("? invalid number");
		return;
	}
	error = lockstep_parse(line);
	if (error) {
		lockstep_verdict("%s invalid %s", number, error);
		return;
	}

	for (i = 0; i < s->nr_locks && !error; i++)
		if (lockstep_lock_make(&s->locks[i]))
			error = "memory";
	if (!error) {
		lockstep_log_kind();
		stop_machine(lockstep_scenario_run, NULL, NULL);
		kind = lockstep_log_kind();
		if (s->fired)
			lockstep_verdict("%s %s T%u %u", number, kind ?: "unknown",
					 s->fired_thread, s->fired_step);
		else
			lockstep_verdict("%s %s", number, kind ?: "none");
	} else {
		lockstep_verdict("%s invalid %s", number, error);
	}
	while (i--)
		lockstep_lock_break(&s->locks[i]);
	lockstep_keys_next();
}

/* --- the file --- */

static int lockstep_scenario_show(struct seq_file *m, void *unused)
{
	int err = lockstep_run_begin();

	if (err)
		return err;
	seq_write(m, lockstep_verdicts, lockstep_verdicts_len);
	lockstep_run_end();
	return 0;
}

static int lockstep_scenario_open(struct inode *inode, struct file *file)
{
	struct lockstep_reader *reader;
	int err;

	if (!(file->f_mode & FMODE_WRITE))
		return single_open_size(file, lockstep_scenario_show, NULL,
					READ_ONCE(lockstep_verdicts_len) + PAGE_SIZE);
	if (file->f_mode & FMODE_READ)
		return -EINVAL;

	err = lockstep_run_begin();
	if (err)
		return err;
	if (!lockstep_verdicts)
		lockstep_verdicts = kvmalloc(LOCKSTEP_VERDICTS, GFP_KERNEL);
	reader = kzalloc(sizeof(*reader), GFP_KERNEL);
	if (reader && lockstep_verdicts) {
		lockstep_verdicts_len = 0;
		kmsg_dump_rewind(&lockstep_log);
		file->private_data = reader;
	} else {
		kfree(reader);
		err = -ENOMEM;
	}
	lockstep_run_end();
	return err;
}

static ssize_t lockstep_scenario_write(struct file *file, const char __user *buf,
				       size_t count, loff_t *ppos)
{
	struct lockstep_reader *reader = file->private_data;
	size_t room = sizeof(reader->line) - 1 - reader->len;
	size_t taken = min(count, room);
	char *start, *end;
	int err;

	err = lockstep_run_begin();
	if (err)
		return err;
	if (!taken)
		err = -EINVAL; /* a line that never ends */
	else if (copy_from_user(reader->line + reader->len, buf, taken))
		err = -EFAULT;
	if (!err) {
		reader->len += taken;
		reader->line[reader->len] = '\0';
		start = reader->line;
		while ((end = strchr(start, '\n'))) {
			*end = '\0';
			lockstep_line(start);
			start = end + 1;
		}
		reader->len -= start - reader->line;
		memmove(reader->line, start, reader->len);
	}
	lockstep_run_end();
	return err ?: taken;
}

static int lockstep_scenario_release(struct inode *inode, struct file *file)
{
	if (!(file->f_mode & FMODE_WRITE))
		return single_release(inode, file);
	kfree(file->private_data);
	return 0;
}

/* Reading and writing are one file with two kinds of private data; seq_read() is only reached by readers. */
static const struct file_operations lockstep_scenario_fops = {
	.owner = THIS_MODULE,
	.open = lockstep_scenario_open,
	.read = seq_read,
	.write = lockstep_scenario_write,
	.llseek = noop_llseek,
	.release = lockstep_scenario_release,
};

void lockstep_scenario_init(struct dentry *dir)
{
	debugfs_create_file("scenario", 0600, dir, NULL, &lockstep_scenario_fops);
}
