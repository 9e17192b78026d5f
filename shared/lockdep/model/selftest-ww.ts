/**
 * The wound/wait part of the kernel's locking self-test as data (lib/locking-selftest.c, 6.12), in a notation of our own.
 *
 * `t{` begins acquire context t, `t!` says that it has all it wants, `t}` ends it. `o<t` locks mutex o with context t,
 * `o<<t` the same after backing off, `o<` without a context, `o?` tries, `o>` unlocks. `other:o` and `free:o`: an older
 * context of somebody else has o, or has it no more. `stale:o` and `forget:t` damage the mutex or the context,
 * `foreign:t` makes the context one of another class. `m+o` and
 * `m-o` use it as a plain mutex, `m?o` tries that. `s+A` and `s-A` take and drop spinlock A, `s+A^B` with nest lock B.
 */
const BACKED_OFF = 'other:o2 t{ o<t o2<t';
const TWICE = 'other:o2 other:o3 t{ o<t o2<t';

/** Per line of the table its cells, left to right: what is done, and whether there is a complaint. */
export const WW_LINES: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
  'ww api failures': [
    ['t{ o<t o<t o? o> o? o>', false],
    ['t{ m+o m-o m+o m-o m+o m-o m?o m-o m+o m-o m+o^t m-o', false],
    ['t{ o<<t', true],
  ],
  'ww contexts mixing': [
    ['t{ t2{', true],
    ['t{ foreign:t o<t', true],
  ],
  'finishing ww context': [
    ['t{ t! t! t}', true],
    ['t{ t! t} t}', true],
    ['t{ o<t t! t}', true],
    ['t{ t! o<t', true],
  ],
  'locking mismatches': [
    ['o< o> o>', true],
    ['t{ o<t forget:t o> t}', true],
    ['t{ stale:o o<t', true],
  ],
  'EDEADLK handling': [
    [`${BACKED_OFF} free:o2 o> o2<t`, false],
    [`${BACKED_OFF} free:o2 o> o2<<t`, false],
    [`${BACKED_OFF} free:o2 o2<t`, true],
    [`${BACKED_OFF} free:o2 o2<<t`, true],
    [`${BACKED_OFF} o3<t`, true],
    [`${BACKED_OFF} o3<<t`, true],
    [`${TWICE} o3<t`, true],
    [`${TWICE} o3<<t`, true],
    [`${BACKED_OFF} o> o3<t`, true],
    [`${BACKED_OFF} o> o3<<t`, true],
  ],
  'spinlock nest unlocked': [['s+A^o s-A', true]],
  'spinlock nest test': [['s+X1 s+Y1^X1 s+A s+Y2^X1 s-A s-Y2 s-Y1 s-X1', false]],
  context: [
    ['t{ o<t o2<', true],
    ['t{ o<t o2? o2> o>', false],
    ['t{ o<t o2<t o2> o>', false],
  ],
  try: [
    ['o? o2< o2> o>', true],
    ['o? o2? o2> o>', false],
    ['o? t{ o2<t', true],
  ],
  block: [
    ['o< o2<', true],
    ['o< o2?', false],
    ['o< t{ o2<t', true],
  ],
  spinlock: [
    ['s+A s-A o< s+A s-A o> s+A o< o> s-A', true],
    ['s+A s-A o? s+A s-A o> s+A o? o> s-A', false],
    ['s+A s-A t{ o<t s+A s-A o> s+A o<t o> s-A', true],
  ],
};
