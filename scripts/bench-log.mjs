// @ts-check
/**
 * A capture of 10 million lines in the real app: first and last line on screen, memory, searches; lnav and grep in the same
 * run. LOCKSTEP_LOG_LINES (10,000,000) makes it smaller, LOCKSTEP_LOG_PARTS (open search lnav) shorter. Two ways in: a
 * capture of an earlier session, and a file opened in the running app, which is copied into a capture.
 */
import { _electron } from '@playwright/test';
import { spawn as spawnPty } from '@lydell/node-pty';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { figure, percentile } from './bench-figures.mjs';
import { childrenTime, memoryByProcess, processorTime, proportionalMemory, settledMemory } from './bench-processes.mjs';
import { electronFlags, findElectron, root } from './electron-runtime.mjs';

const LINES = Number(process.env.LOCKSTEP_LOG_LINES ?? 10_000_000);
const PARTS = new Set((process.env.LOCKSTEP_LOG_PARTS ?? 'open search lnav').split(' '));
/** Lines of the log that takes what the view takes, whatever is in it. */
const FEW = 100;
/** How long `lnav -n` may take, in seconds; far more than it needs to lose. */
const LNAV_LIMIT = 60;
const LAST_WORDS = 'the last line of all';
const ID = '20260101-000000-big-0000';
const MIB = 2 ** 20;

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-bench-'));
const log = path.join(directory, 'big.log');
const shortLog = path.join(directory, 'short.log');

const NOISE = [
  'usb 1-1: new high-speed USB device number 4 using xhci_hcd',
  'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.',
  'systemd[1]: Started Daily apt download activities.',
  'e1000 0000:00:03.0 eth0: Intel(R) PRO/1000 Network Connection',
  'audit: type=1400 apparmor="STATUS" operation="profile_load"',
  'pci 0000:00:02.0: BAR 0 [mem 0xfd000000-0xfd00ffff]',
  'TCP: request_sock_TCP: Possible SYN flooding on port 8080.',
];
/** One line in 100,000 has the needle, one in seven each of the messages. @param {string} file @param {number} lines */
function writeLog(file, lines) {
  const out = fs.openSync(file, 'w');
  for (let n = 1; n <= lines;) {
    let block = '';
    for (let end = Math.min(lines, n + 9_999); n <= end; n += 1) {
      const time = `${String(Math.floor(n / 1000)).padStart(5)}.${String((n % 1000) * 1000).padStart(6, '0')}`;
      const text = n === lines ? LAST_WORDS : (NOISE[(n * 7 + (n >> 3)) % NOISE.length] ?? '');
      block += `[${time}][ T${1000 + (n % 97)}] ${text}${n % 100_000 === 77_777 ? ' needle here' : ''}\n`;
    }
    fs.writeSync(out, block);
  }
  fs.closeSync(out);
}

/** @param {string} userData the captures of an earlier session, with what they came in @param {string} file the log */
function placeCapture(userData, file) {
  const captures = path.join(userData, 'captures');
  fs.mkdirSync(captures, { recursive: true });
  fs.linkSync(file, path.join(captures, `${ID}.log`));
  const { size } = fs.statSync(file);
  const at = 1_750_000_000_000_000;
  const header = {
    schema: 'lockstep.capture/1',
    id: ID,
    name: 'big',
    spec: { kind: 'file', path: file },
    startedAt: at / 1000,
  };
  // Ranges of 10 ms at 2.5 MB/s, as a flood leaves them.
  const out = fs.openSync(path.join(captures, `${ID}.events.ndjson`), 'w');
  fs.writeSync(out, `${JSON.stringify(header)}\n`);
  for (let offset = 0, n = 0; offset < size; n += 1) {
    const bytes = Math.min(25_000, size - offset);
    fs.writeSync(out, `${JSON.stringify({ at: at + n * 10_000, event: 'bytes', offset, bytes })}\n`);
    offset += bytes;
  }
  fs.closeSync(out);
}

/** @param {string} userData @param {string[]} [args] */
async function launch(userData, args = []) {
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??= path.dirname(findElectron({ say: () => {} }).binary);
  const app = await _electron.launch({
    args: [...electronFlags(), '--disable-gpu', root, ...args],
    env: { .../** @type {Record<string, string>} */ (process.env), LOCKSTEP_USER_DATA: userData },
  });
  const page = await app.firstWindow();
  await page.waitForSelector('html[data-ready=true]', { state: 'attached' });
  return { app, page, pid: app.process().pid ?? 0 };
}

/**
 * Asks main in the page, goes to the console by its row in the list as a user does, and looks at every frame.
 * @param {import('@playwright/test').Page} page
 * @param {string} request
 * @param {object} params
 * @param {number} lines of the whole capture
 * @returns {Promise<{ first: number, last: number, read: number, over: number }>} milliseconds from the request to the first
 *   line on screen, to the last one (End is pressed as soon as there is a log), to everything being read, and recorded
 */
function openAndLook(page, request, params, lines) {
  return page.evaluate(async ([name, payload, count, words]) => {
    const began = performance.now();
    const api = /** @type {any} */ (globalThis).lockstep;
    const opened = api.request(name, payload);
    const until = (/** @type {() => boolean | undefined} */ isTrue) =>
      new Promise((resolve) => {
        const look = () => (isTrue() ? resolve(performance.now() - began) : requestAnimationFrame(look));
        look();
      });
    const { value } = await opened;
    const row = () =>
      /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.console-row .nav-row')]).find(
        (button) => button.querySelector('.ellipsis')?.textContent === value.name,
      );
    await until(() => row() !== undefined);
    row()?.click();
    const textOf = (/** @type {number} */ line) =>
      document.querySelector(`.log-scroller [data-line="${line}"] .log-text`)?.textContent ?? '';
    const first = await until(() => textOf(1).length > 10);
    // Pressed again and again, as somebody would who waits for the end.
    const last = await until(() => {
      if (!textOf(count).includes(words)) {
        const scroller = document.querySelector('.log-scroller');
        scroller?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }));
      }
      return textOf(count).includes(words);
    });
    const says = (/** @type {string} */ text) => document.querySelector('main')?.textContent?.includes(text);
    // Of a file: read where it is, before the recording holds all of it.
    const read = await until(() => says('read, being copied') || says('read to the end'));
    const over = await until(() => says('read to the end'));
    return { first, last, read, over };
  }, /** @type {const} */ ([request, params, lines, LAST_WORDS]));
}

/**
 * One search over the console that is shown, from the request to 'done'.
 * @param {import('@playwright/test').Page} page
 * @param {object} query
 * @param {string} consoleId
 * @returns {Promise<{ took: number, found: number }>} milliseconds and lines
 */
function search(page, consoleId, query) {
  return page.evaluate(
    ([id, wanted]) =>
      new Promise((resolve) => {
        const api = /** @type {any} */ (globalThis).lockstep;
        const began = performance.now();
        const stop = api.on('search.changed', (/** @type {any} */ status) => {
          if (status.consoleId !== id || status.state === 'searching') return;
          stop();
          resolve({ took: performance.now() - began, found: status.found });
          void api.request('search.cancel', { searchId: status.searchId, forget: true });
        });
        void api.request('search.start', { consoleId: id, query: wanted });
      }),
    /** @type {const} */ ([consoleId, query]),
  );
}

/** Both are milliseconds. @typedef {{ took: number, busy: number, found: number }} Run */

/** @param {string[]} args @param {string} locale @returns {Run} */
function grep(args, locale) {
  const [began, busy] = [performance.now(), childrenTime()];
  const { stdout } = spawnSync('grep', [...args, log], { encoding: 'utf8', env: { ...process.env, LC_ALL: locale } });
  return { took: performance.now() - began, busy: childrenTime() - busy, found: Number(stdout) };
}

const median = (/** @type {Run[]} */ runs, /** @type {'took' | 'busy'} */ of) =>
  percentile(
    runs.map((run) => run[of]),
    50,
  );

/** By the clock, and by processor time where the machine is shared. @param {string} name @param {Run[]} ours @param {Run[]} theirs @param {number} [most] */
function compare(name, ours, theirs, most) {
  for (const [words, of] of /** @type {const} */ ([
    ['clock', 'took'],
    ['processor', 'busy'],
  ])) {
    const [one, other] = [median(ours, of), median(theirs, of)];
    const goal = most === undefined ? {} : { atMost: most };
    figure(`${name}, ${words} (${one.toFixed(0)} / ${other.toFixed(0)} ms)`, one / other, '×', goal);
  }
}

/** lnav in a terminal until it shows the file's last line, in milliseconds. */
function lnavInTerminal() {
  return new Promise((resolve) => {
    const began = performance.now();
    const lnav = spawnPty('lnav', [log], {
      cols: 120,
      rows: 40,
      env: { ...process.env, TERM: 'xterm-256color', HOME: directory },
    });
    let first = 0;
    let tail = '';
    const giveUp = setTimeout(() => lnav.kill(), 180_000);
    lnav.onData((data) => {
      tail = (tail + data).slice(-20_000);
      if (first === 0 && /xhci_hcd|EXT4-fs|systemd|SYN flooding/.test(tail)) first = performance.now() - began;
      if (tail.includes(LAST_WORDS)) lnav.kill();
    });
    lnav.onExit(() => {
      clearTimeout(giveUp);
      resolve({ first, last: performance.now() - began });
    });
  });
}

/** @type {[name: string, query: object, grep: string[], most: number][]} */
const SEARCHES = [
  ['literal, rare', { text: 'needle here', isRegex: false, matchCase: true }, ['-cF', 'needle here'], 1.5],
  ['literal, none', { text: 'no such words', isRegex: false, matchCase: true }, ['-cF', 'no such words'], 1.5],
  [
    'literal, every seventh line',
    { text: 'SYN flooding', isRegex: false, matchCase: true },
    ['-cF', 'SYN flooding'],
    1.5,
  ],
  ['literal, any case', { text: 'NEEDLE here', isRegex: false, matchCase: false }, ['-ciF', 'NEEDLE here'], 1.5],
  ['regex, rare', { text: 'need?le \\w+', isRegex: true, matchCase: true }, ['-cE', 'need?le \\w+'], 3],
  [
    'regex, classes',
    { text: 'T10[0-9]+\\] (usb|pci) 1-1: new', isRegex: true, matchCase: true },
    ['-cE', 'T10[0-9]+\\] (usb|pci) 1-1: new'],
    3,
  ],
  [
    'regex, no fixed word',
    { text: '[0-9]{4}\\.[0-9]+\\]\\[ T10(0|9)[0-9]\\] [A-Z]+:', isRegex: true, matchCase: true },
    ['-cE', '[0-9]{4}\\.[0-9]+\\]\\[ T10(0|9)[0-9]\\] [A-Z]+:'],
    3,
  ],
];

/** All searches over the capture that is open, in turns with grep. @param {import('@playwright/test').Page} page @param {number} pid */
async function compareSearches(page, pid) {
  // As the search bar does when it opens.
  await page.evaluate(() => /** @type {any} */ (globalThis).lockstep.request('search.prepare', {}));
  for (const [name, query, args, most] of SEARCHES) {
    /** @type {Run[]} */
    const ours = [];
    /** @type {Run[]} */
    const c = [];
    /** @type {Run[]} */
    const utf8 = [];
    // In turns, as the machine is not always equally busy.
    for (let turn = 0; turn < 5; turn += 1) {
      const busy = processorTime(pid);
      const found = await search(page, ID, query);
      ours.push({ ...found, busy: processorTime(pid) - busy });
      const peer = grep(args, 'C');
      if (peer.found !== found.found) throw new Error(`${name}: ${found.found} lines, grep ${peer.found}`);
      c.push(peer);
      utf8.push(grep(args, 'C.UTF-8'));
    }
    compare(`${name}: of LC_ALL=C grep`, ours, c, most);
    compare(`${name}: of grep in UTF-8`, ours, utf8);
  }
}

/** Memory above the idle app with a capture of an earlier session in view, in bytes. @param {string} userData @param {number} lines */
async function openedMemory(userData, lines) {
  const { app, page, pid } = await launch(userData);
  const idle = await settledMemory(pid);
  const before = memoryByProcess(pid);
  const times = await openAndLook(page, 'console.reopen', { id: ID }, lines);
  const peak = proportionalMemory(pid) - idle;
  const above = (await settledMemory(pid)) - idle;
  const after = memoryByProcess(pid);
  const parts = [...after].map(([name, bytes]) => `${name} ${((bytes - (before.get(name) ?? 0)) / MIB).toFixed(1)}`);
  return { app, page, pid, times, peak, above, parts: parts.join(', ') };
}

try {
  writeLog(log, LINES);
  writeLog(shortLog, FEW);
  const { size } = fs.statSync(log);
  process.stdout.write(`${LINES.toLocaleString('en')} lines, ${Math.round(size / 1e6)} MB\n`);
  // Everybody reads from the page cache.
  spawnSync('cat', [log], { stdio: ['ignore', 'ignore', 'ignore'] });

  // A capture of an earlier session.
  const [reopened, few] = [path.join(directory, 'reopened'), path.join(directory, 'few')];
  placeCapture(few, shortLog);
  const short = await openedMemory(few, FEW);
  await short.app.close();
  placeCapture(reopened, log);
  const big = await openedMemory(reopened, LINES);
  let { app, page } = big;
  const { pid, times } = big;
  figure('capture reopened → first line on screen', times.first, 'ms', { atMost: 1000 });
  figure('capture reopened → last line on screen', times.last, 'ms');
  figure('capture reopened → read to the end', times.read, 'ms');
  figure('memory when just read, above the idle app', big.peak / MIB, 'MiB');
  figure('memory afterwards, above the idle app', big.above / MIB, 'MiB', { atMost: LINES / MIB });
  process.stdout.write(`  of it, in MiB: ${big.parts}\n`);
  figure(`… with a log of ${FEW} lines in the same view`, short.above / MIB, 'MiB');
  process.stdout.write(`  of it, in MiB: ${short.parts}\n`);
  figure('… so for the lines', (big.above - short.above) / MIB, 'MiB');

  if (PARTS.has('search')) await compareSearches(page, pid);
  await app.close();

  if (PARTS.has('open')) {
    // A file, opened in the running app: copied first.
    const running = path.join(directory, 'running');
    ({ app, page } = await launch(running));
    const copied = await openAndLook(page, 'console.open', { spec: { kind: 'file', path: log } }, LINES);
    figure('file opened → first line on screen', copied.first, 'ms', { atMost: 1000 });
    figure('file opened → last line on screen', copied.last, 'ms');
    figure('file opened → read to the end', copied.read, 'ms');
    figure('file opened → copied into its recording', copied.over, 'ms');
    await app.close();
  }

  if (PARTS.has('lnav')) {
    const began = performance.now();
    const headless = spawnSync('lnav', ['-n', log], {
      stdio: ['ignore', 'ignore', 'ignore'],
      env: { ...process.env, HOME: directory },
      timeout: LNAV_LIMIT * 1000,
    });
    const lnav = performance.now() - began;
    const isStopped = headless.signal !== null;
    figure(isStopped ? `lnav -n, stopped after ${LNAV_LIMIT} s: more than` : 'lnav -n', lnav, 'ms');
    const terminal = await lnavInTerminal();
    figure('lnav in a terminal → first lines', terminal.first, 'ms');
    figure('lnav in a terminal → last line', terminal.last, 'ms');
    figure('lnav in a terminal, of ours to the last line', terminal.last / times.last, '×', { atLeast: 5 });
    figure(`lnav -n, of ours to everything read${isStopped ? ', at least' : ''}`, lnav / times.read, '×', {
      atLeast: 5,
    });
  }
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
