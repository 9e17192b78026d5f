// @ts-check
/**
 * How fast `lockstep parse` reads a big console log with few reports, and lnav the same file in the same run.
 *     node scripts/bench-parse.mjs [--megabytes 1024] [--keep]
 * Target (issue 3): at least 300 MB/s on one core and five times lnav's load, under 200 MB of memory.
 *
 * Hostile and dense input, processor time of `lockstep parse` for each kind of line, the slowest last:
 *     node scripts/bench-parse.mjs --lines [--megabytes 10]
 * A stream that is never on a disk, for the peak of memory:
 *     node scripts/bench-parse.mjs --stream [--megabytes 10240]
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const cli = process.env['LOCKSTEP_CLI'] ?? path.join(root, 'dist', 'cli', 'lockstep.js');
const option = process.argv.indexOf('--megabytes');
const lineMode = process.argv.includes('--lines');
const streamMode = process.argv.includes('--stream');
const megabytes = option > 0 ? Number(process.argv[option + 1]) : lineMode ? 10 : streamMode ? 10_240 : 1024;
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

/** Blocks of a console log, each with one report. */
function* logBlocks() {
  let lines = 0;
  const line = (/** @type {string} */ text) =>
    `[${String(Math.floor(lines / 1000)).padStart(5)}.${String((lines++ % 1000) * 1000).padStart(6, '0')}][ T1042] ${text}`;
  for (let reports = 1; ; reports++) {
    /** @type {string[]} */
    const batch = [];
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
    batch.push(...reportLines(1000 + ((reports - 1) % 30000), line));
    yield { text: `${batch.join('\n')}\n`, reports, lines };
  }
}

/** @param {string} file @param {number} size */
function writeLog(file, size) {
  const out = fs.openSync(file, 'w');
  const truth = { reports: 0, lines: 0, bytes: 0 };
  for (const block of logBlocks()) {
    if (truth.bytes >= size) break;
    truth.bytes += fs.writeSync(out, block.text);
    truth.reports = block.reports;
    truth.lines = block.lines;
  }
  fs.closeSync(out);
  return truth;
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

/** A report that has begun. */
const BEGUN = reportLines(1, (text) => text)
  .slice(0, 5)
  .join('\n');
const MAIL = 'From: a@example.org\nSubject: b\nContent-Type: text/plain; format=flowed\n\n';
/** Lines without end that cost the reader more than others. */
const REPEATED = {
  headline: 'WARNING: possible circular locking dependency detected\n',
  'headline with prefix': '[    1.000000][    T1] WARNING: possible circular locking dependency detected\n',
  'chain head': '-> #1 (x){+.+.}:\n',
  'chain head of 6.x': '-> #1 (&a->lock){+.+.}-{4:4}:\n',
  'quoted chain head': '> > -> #1 (x){+.+.}:\n',
  'stack backtrace': 'stack backtrace:\n',
  'held lock': ' #0: (x){+.+.}, at: f+0x1/0x2\n',
  'held lock of 6.x': ' #0: ffffffffa0002058 (a){+.+.}-{4:4}, at: foo+0x1/0x2\n',
  frame: ' foo+0x1/0x2\n',
  ruler: '======================================================\n',
  'short ruler': '=====\n',
  'is trying': 'a/1 is trying to acquire lock:\n',
  scenario: ' Possible unsafe locking scenario:\n',
  'held heading': '1 lock held by a/1:\n',
  'all locks': 'Showing all locks held in the system:\n',
  'KERN_CONT: (': '(\n',
  'KERN_CONT: ){+.+.}': '){+.+.}\n',
  'KERN_CONT: , at:': ', at: \n',
  'KERN_CONT: -> #': '-> #\n',
  'lock(': 'lock(\n',
  quotes: '> > > > > > > > \n',
  'escaped newlines': '#012#012#012#012\n',
  boot: 'Linux version 6.1.0 (x)\n',
  mbox: '\nFrom a@b Thu Jan  1 00:00:00 1970\n',
  'no report': 'acme: suspicious link state detected, retrying\n',
  tabs: '\t'.repeat(20) + '\n',
  empty: '\n',
  'one line of x': 'x',
  'one line of (': '(',
  'one line of chain heads': '-> #1 (x){+.+.}: ',
  'one line of NUL': '\0',
};

/** Processor seconds that `lockstep parse` takes for `text`, and the number of reports. @param {string} file */
function parseTime(file) {
  const output = `${file}.ndjson`;
  const { ok, processor, stderr } = timed(output, [process.execPath, cli, 'parse', file]);
  if (!ok) throw new Error(`lockstep parse failed: ${stderr}`);
  return { processor, reports: fs.readFileSync(output, 'utf8').split('\n').length - 1 };
}

/** @param {string} directory */
function benchLines(directory) {
  const file = path.join(directory, 'lines.log');
  fs.writeFileSync(file, '');
  // What starting costs is no part of the speed.
  const start = Math.min(...[1, 2, 3].map(() => parseTime(file).processor));
  /** @type {{ name: string, speed: number, reports: number }[]} */
  const rows = [];
  /** @param {string} name @param {string | Buffer} text */
  const measure = (name, text) => {
    fs.writeFileSync(file, text);
    const { processor, reports } = parseTime(file);
    rows.push({ name, speed: fs.statSync(file).size / 1e6 / Math.max(0.001, processor - start), reports });
  };
  for (const [name, line] of Object.entries(REPEATED)) {
    const many = line.repeat(Math.ceil((megabytes * 1e6) / line.length));
    measure(name, many);
    measure(`${name}, in a report`, `${BEGUN}\n${many}`);
    measure(`${name}, in a mail`, MAIL + many);
  }
  rows.sort((a, b) => b.speed - a.speed);
  for (const { name, speed, reports } of rows)
    console.log(`${speed.toFixed(1).padStart(8)} MB/s  ${name} (${reports} reports)`);
  const mails = path.resolve(root, '..', 'shared', 'corpus', 'mail');
  if (!fs.existsSync(mails)) return;
  const box = fs
    .readdirSync(mails)
    .filter((name) => name.endsWith('.txt'))
    .map(
      (name) =>
        `From a@example.org Thu Jan  1 00:00:00 1970\nFrom: a@example.org\nSubject: ${name}\n\n${fs.readFileSync(path.join(mails, name), 'latin1')}\n\n`,
    )
    .join('');
  rows.length = 0;
  measure(
    'mailbox: the corpus over and over',
    Buffer.from(box.repeat(Math.ceil((megabytes * 1e6) / box.length)), 'latin1'),
  );
  for (const { name, speed, reports } of rows)
    console.log(`${speed.toFixed(1).padStart(8)} MB/s  ${name} (${reports} reports)`);
}

/** The log of the main mode through a pipe; the peak is what the kernel says at the end. */
async function benchStream() {
  const child = spawn(process.execPath, [cli, 'parse', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let found = 0;
  child.stdout.on('data', (/** @type {Buffer} */ data) => {
    for (const byte of data) if (byte === 10) found++;
  });
  const began = Date.now();
  // Making the text is slower than reading it: a few hundred blocks are made once and sent over and over.
  /** @type {Buffer[]} */
  const blocks = [];
  for (const { text } of logBlocks()) {
    blocks.push(Buffer.from(text));
    if (blocks.length >= 100) break;
  }
  let bytes = 0;
  let sent = 0;
  while (bytes < megabytes * 1024 * 1024) {
    const block = blocks[sent++ % blocks.length] ?? Buffer.alloc(0);
    bytes += block.length;
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
  }
  // Everything but the last block was read by now; its peak is asked for while the process still lives.
  const peak = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  child.stdin.end();
  await once(child, 'close');
  const seconds = (Date.now() - began) / 1000;
  console.log(
    `stream: ${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(0)} s, ${found} of ${sent} reports, peak ${(Number(peak) / 1024).toFixed(0)} MB (VmHWM)`,
  );
  if (found !== sent) process.exitCode = 1;
}

/** A big console log with few reports. */
function benchLog() {
  const file = path.join(directory, 'console.log');
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
}

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
try {
  if (lineMode) benchLines(directory);
  else if (streamMode) await benchStream();
  else benchLog();
} finally {
  if (!process.argv.includes('--keep')) fs.rmSync(directory, { recursive: true, force: true });
}
