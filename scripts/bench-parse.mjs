// @ts-check
/**
 * How fast `lockstep parse` reads a big console log with few reports, and lnav the same file in the same run.
 *     node scripts/bench-parse.mjs [--megabytes 1024] [--keep]
 * Target (issue 3): at least 300 MB/s on one core and five times lnav's load, under 200 MB of memory.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const cli = path.join(root, 'dist', 'cli', 'lockstep.js');
const option = process.argv.indexOf('--megabytes');
const megabytes = option > 0 ? Number(process.argv[option + 1]) : 1024;
const LINES_PER_REPORT = 10_000;

/** One report of 80 lines, with times from `at` on. @param {number} n @param {(text: string) => string} line */
function reportLines(n, line) {
  const held = `ffffffffa000${(n % 65536).toString(16).padStart(4, '0')} (bench_b#2){+.+.}-{4:4}, at: take_ba+0x1f/0x40`;
  const text = [
    '======================================================',
    'WARNING: possible circular locking dependency detected',
    '6.12.0 #1 Not tainted',
    '------------------------------------------------------',
    `bench/${n} is trying to acquire lock:`,
    'ffffffffa0002058 (bench_a){+.+.}-{4:4}, at: take_ba+0x30/0x40',
    '',
    'but task is already holding lock:',
    held,
    '',
    'which lock already depends on the new lock.',
    '',
    'the existing dependency chain (in reverse order) is:',
    '',
    '-> #1 (bench_b#2){+.+.}-{4:4}:',
    ...Array.from({ length: 12 }, (_, i) => `       bench_function_${i}+0x10/0x20`),
    '',
    '-> #0 (bench_a){+.+.}-{4:4}:',
    ...Array.from({ length: 12 }, (_, i) => `       bench_caller_${i}+0x10/0x20`),
    '',
    'other info that might help us debug this:',
    '',
    ' Possible unsafe locking scenario:',
    '',
    '       CPU0                    CPU1',
    '       ----                    ----',
    '  lock(bench_b#2);',
    '                               lock(bench_a);',
    '                               lock(bench_b#2);',
    '  lock(bench_a);',
    '',
    ' *** DEADLOCK ***',
    '',
    `1 lock held by bench/${n}:`,
    ` #0: ${held}`,
    '',
    'stack backtrace:',
    `CPU: 0 UID: 0 PID: ${n} Comm: bench Not tainted 6.12.0 #1`,
    'Call Trace:',
    ' <TASK>',
    ...Array.from({ length: 15 }, (_, i) => ` bench_frame_${i}+0x10/0x20`),
    ' </TASK>',
  ];
  return text.map(line);
}

const NOISE = [
  'usb 1-1: new high-speed USB device number 4 using xhci_hcd',
  'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.',
  'systemd[1]: Started Daily apt download activities.',
  'e1000 0000:00:03.0 eth0: Intel(R) PRO/1000 Network Connection',
  'audit: type=1400 audit(1700000000.123:45): apparmor="STATUS" operation="profile_load" profile="unconfined" name="lsb_release" pid=512',
  'pci 0000:00:02.0: BAR 0 [mem 0xfd000000-0xfdffffff pref]',
  'TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.',
];

/** @param {string} file @param {number} size */
function writeLog(file, size) {
  const out = fs.openSync(file, 'w');
  let written = 0;
  let reports = 0;
  let lines = 0;
  /** @type {string[]} */
  let batch = [];
  const line = (/** @type {string} */ text) =>
    `[${String(Math.floor(lines / 1000)).padStart(5)}.${String((lines++ % 1000) * 1000).padStart(6, '0')}][ T1042] ${text}`;
  while (written < size) {
    for (let i = 0; i < LINES_PER_REPORT - 100; i++) {
      // Now and then a line that has one of the words that reports begin with.
      batch.push(
        line(
          i % 1000 === 999
            ? 'acme: suspicious link state detected, retrying'
            : (NOISE[(i * 7 + (i >> 3)) % NOISE.length] ?? ''),
        ),
      );
    }
    batch.push(...reportLines(1000 + (reports++ % 30000), line));
    written += fs.writeSync(out, `${batch.join('\n')}\n`);
    batch = [];
  }
  fs.closeSync(out);
  return { reports, lines, bytes: written };
}

/**
 * Run on one core; wall and processor seconds (the machine may be busy with other things), stdout into a file.
 * @param {string} output @param {string[]} command
 */
function timed(output, command) {
  const result = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time taskset -c 0 "$@" >"$0"', output, ...command], {
    encoding: 'utf8',
    env: { ...process.env, TERM: 'dumb' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const times = /([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(result.stderr);
  return {
    ok: result.status === 0 && times !== null,
    wall: Number(times?.[1]),
    processor: Number(times?.[2]) + Number(times?.[3]),
    stderr: result.stderr,
  };
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const file = path.join(directory, 'console.log');
try {
  const truth = writeLog(file, megabytes * 1024 * 1024);
  // Both read a file that is in the page cache.
  spawnSync('cat', [file], { stdio: ['ignore', 'ignore', 'ignore'] });
  const watch = path.join(directory, 'memory.mjs');
  fs.writeFileSync(
    watch,
    `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'));\nprocess.argv.splice(1, 1);\nawait import(${JSON.stringify(cli)});\n`,
  );
  const output = path.join(directory, 'reports.ndjson');
  const ours = timed(output, [process.execPath, watch, cli, 'parse', file]);
  const found = fs
    .readFileSync(output, 'utf8')
    .split('\n')
    .filter((line) => line !== '').length;
  const peak = Number(/peak (\d+)/.exec(ours.stderr)?.[1] ?? Number.NaN) / 1024;
  const speed = (/** @type {number} */ seconds) => `${(truth.bytes / 1e6 / seconds).toFixed(0)} MB/s`;
  console.log(
    `machine: ${os.cpus()[0]?.model ?? '?'}, ${os.cpus().length} CPUs, load ${os.loadavg()[0]?.toFixed(1)}, Node ${process.version}`,
  );
  console.log(`log: ${(truth.bytes / 1e6).toFixed(0)} MB, ${truth.lines} lines, ${truth.reports} reports`);
  console.log(
    `lockstep parse: ${ours.wall.toFixed(2)} s (${speed(ours.wall)}), processor ${ours.processor.toFixed(2)} s (${speed(ours.processor)}), ${found} reports, peak ${peak.toFixed(0)} MB, one core`,
  );
  const theirs = timed('/dev/null', ['lnav', '-n', '-N', file]);
  if (theirs.ok) {
    console.log(
      `lnav -n: ${theirs.wall.toFixed(2)} s (${speed(theirs.wall)}), processor ${theirs.processor.toFixed(2)} s; ratio ${(theirs.wall / ours.wall).toFixed(1)} by the clock, ${(theirs.processor / ours.processor).toFixed(1)} by processor time`,
    );
  } else {
    console.log(`lnav: not measured (${theirs.stderr.split('\n')[0]})`);
  }
  if (found !== truth.reports) {
    console.error(`bench-parse: ${found} reports instead of ${truth.reports}`);
    process.exitCode = 1;
  }
} finally {
  if (!process.argv.includes('--keep')) fs.rmSync(directory, { recursive: true, force: true });
}
