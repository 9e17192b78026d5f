/** Real commands on real pseudo terminals; ssh to a local sshd. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAlive } from '../../node/processes.ts';
import { end, endAll, findProgram, freePort, ptyPair, run } from './programs.ts';
import { ptySource } from './pty-source.ts';
import { recordingSink } from './recording-sink.ts';
import type { Source } from './source.ts';

let directory: string;
let source: Source | undefined;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lockstep-test-'));
});
afterEach(async () => {
  await source?.stop();
  source = undefined;
  await endAll();
  fs.rmSync(directory, { recursive: true, force: true });
});
const start = (command: string, cwd?: string): ReturnType<typeof recordingSink> => {
  const sink = recordingSink();
  source = ptySource(command, cwd, sink);
  source.start();
  return sink;
};

test('a shell: sees a terminal, takes keys, ends with its status', async () => {
  const sink = start('tty -s && echo "a terminal"; read a; echo "got $a"; exit 3');
  await sink.untilText(/a terminal/);
  expect(source?.write('hi\r')).toBe(true);
  await sink.untilTold('ended', 'exit status 3', 'exit-3');
  expect(sink.text()).toBe('a terminal\r\nhi\r\ngot hi\r\n');
  expect(source?.write('late')).toBe(false);
});

test('bytes that are no UTF-8 arrive as they are', async () => {
  const sink = start("stty raw; printf '\\377\\376\\200x'");
  await sink.untilTold('ended', 'exit status 0');
  expect(sink.size()).toBe(4);
});

test('nothing is lost at the end of a fast command', async () => {
  const sink = start('stty raw; head -c 3000000 /dev/zero | tr "\\0" x');
  await sink.untilTold('ended', 'exit status 0');
  expect(sink.size()).toBe(3_000_000);
});

test('resizing is seen by the command', async () => {
  const sink = start('trap "stty size; exit" WINCH; echo ready; while :; do sleep 0.05; done');
  await sink.untilText(/ready/);
  expect(source?.abilities).toEqual(['resize']);
  await source?.act?.({ do: 'resize', columns: 91, rows: 17 });
  await sink.untilText(/17 91/);
});

test('stopping ends the whole group', async () => {
  const sink = start('trap "" HUP; sleep 1000 & echo $!; echo $$; while :; do sleep 0.05; done');
  await sink.untilText(/^\d+\r\n\d+\r\n$/);
  const pids = sink.text().trim().split('\r\n').map(Number);
  await source?.stop();
  await expect.poll(() => pids.some(isAlive)).toBe(false);
  expect(sink.told).toEqual([['connected']]);
});

test('a working directory: used, or named when it is not there', async () => {
  await start('pwd', directory).untilText(`${directory}\r\n`);
  await source?.stop();
  await start('true', '/no/such/directory').untilTold('failed', 'ENOENT');
});

test.skipIf(findProgram('sshd') === undefined || findProgram('ssh') === undefined)(
  'ssh to a real sshd (needs openssh-server), which dies under it',
  async () => {
    const key = path.join(directory, 'key');
    for (const name of ['key', 'host']) {
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(directory, name)]);
    }
    fs.copyFileSync(`${key}.pub`, path.join(directory, 'authorized'));
    const port = await freePort();
    const options = {
      Port: port,
      ListenAddress: '127.0.0.1',
      HostKey: path.join(directory, 'host'),
      AuthorizedKeysFile: path.join(directory, 'authorized'),
      PidFile: 'none',
      StrictModes: 'no',
      UsePAM: 'no',
    };
    fs.mkdirSync('/run/sshd', { recursive: true });
    const server = run('sshd', [
      '-D',
      '-e',
      '-f',
      '/dev/null',
      ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ]);
    let log = '';
    server.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await expect.poll(() => log, { timeout: 10_000 }).toMatch(/Server listening/);
    const sink = start(
      `ssh -tt -F none -i ${key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR ` +
        `-p ${port} ${os.userInfo().username}@127.0.0.1 'stty -echo; echo "Linux at $(tty)"; cat'`,
    );
    await sink.untilText(/Linux at \/dev\/pts\/\d+/);
    source?.write('[    1.000000] over ssh\r');
    await sink.untilText(/over ssh/);
    source?.write('\u0003');
    await expect.poll(() => sink.told.at(-1)?.[0], { timeout: 10_000 }).toBe('ended');
  },
);

/** A board on the far end of a cable: what it is told, and what it prints. */
async function board(): Promise<{
  readonly near: string;
  readonly cable: Awaited<ReturnType<typeof ptyPair>>['cable'];
  readonly heard: () => string;
  readonly print: (text: string) => void;
}> {
  const { near, far, cable } = await ptyPair(directory);
  let heard = '';
  const ear = fs.createReadStream(far);
  ear.on('data', (chunk) => (heard += chunk.toString()));
  // The cable is pulled out.
  ear.on('error', () => undefined);
  return { near, cable, heard: () => heard, print: (text) => fs.writeFileSync(far, text) };
}

test.skipIf(findProgram('tio') === undefined || findProgram('socat') === undefined)(
  'tio on a serial line (needs tio and socat): both ways, a cable that is pulled and put back, and its own key to leave',
  async () => {
    const { near, cable, heard, print } = await board();
    const sink = start(`tio ${near}`);
    await sink.untilText(/Connected/);
    print('[    1.000000] from the board\r\n');
    await sink.untilText(/from the board/);
    source?.write('uptime\r');
    await expect.poll(heard, { timeout: 10_000 }).toBe('uptime\r');
    // tio waits for its device by itself and says so; the console goes on.
    await end(cable);
    await sink.untilText(/Disconnected/);
    const { print: printAgain } = await board();
    await sink.untilText(/Disconnected[^]*Connected/);
    printAgain('[    2.000000] back again\r\n');
    await sink.untilText(/back again/);
    expect(sink.told).toEqual([['connected']]);
    source?.write('\u0014q');
    await sink.untilTold('ended', 'exit status 0');
    expect(source?.write('late')).toBe(false);
  },
  30_000,
);

test.skipIf(['conserver', 'console', 'socat'].some((name) => findProgram(name) === undefined))(
  'a console of a real conserver (needs conserver-server, conserver-client and socat): both ways, BREAK, and its end',
  async () => {
    const { near, heard, print } = await board();
    const [port, secondary] = [await freePort(), await freePort()];
    const config = path.join(directory, 'conserver.cf');
    fs.writeFileSync(
      config,
      `default * { rw *; logfile ""; }
console board { master localhost; type device; device ${near}; baud 115200; parity none; }
access * { trusted 127.0.0.1; allowed 127.0.0.1; }
`,
    );
    fs.writeFileSync(path.join(directory, 'passwd'), '');
    const server = run('conserver', [
      ...['-C', config, '-P', path.join(directory, 'passwd'), '-M', '127.0.0.1'],
      ...['-p', String(port), '-b', String(secondary), '-n', '-u', '-v'],
    ]);
    let log = '';
    server.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    await expect.poll(() => log, { timeout: 10_000 }).toMatch(/access type/);
    const sink = start(`console -M 127.0.0.1 -p ${port} board`);
    try {
      await sink.untilText(/for help/);
      // What comes before conserver has us on its list is not for us.
      const printed = (): string => {
        print('[    1.000000] from the board\r\n');
        return sink.text();
      };
      await expect.poll(printed, { timeout: 10_000, interval: 100 }).toMatch(/from the board/);
      source?.write('uptime\r');
      await expect.poll(heard, { timeout: 10_000 }).toBe('uptime\r');
      // Its own sequence for a BREAK, as the pseudo terminal has none.
      source?.write('\u0005cl0');
      await sink.untilText(/halt sent/);
    } finally {
      // Told to go it takes the process of its group along; killed it leaves that one behind.
      await end(server);
    }
    await sink.untilText(/shutting down/);
    await sink.untilTold('ended', 'exit status 0');
  },
  30_000,
);

describe('the environment', () => {
  test('says what kind of terminal it is', async () => {
    await start('echo $TERM').untilText('xterm-256color\r\n');
  });
});
