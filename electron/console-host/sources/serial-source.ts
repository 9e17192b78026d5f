/**
 * A serial port. Comes back when the adapter is plugged in again; use its /dev/serial/by-id name for that, as ttyUSB
 * numbers change.
 */
import * as fs from 'node:fs/promises';
import type { SerialPort } from 'serialport';
import type { Problem, SerialLine } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { groupName, serialProblem } from '../../node/serial-ports.ts';
import { PATIENT, type BackOffOptions } from './back-off.ts';
import { attemptsFor } from './reconnecting.ts';
import { notPossible, type Source, type SourceSink } from './source.ts';

/** Length of a BREAK: longer than a character at 50 baud, short enough not to hang anything up; milliseconds. */
const BREAK_FOR = 250;

export function serialSource(
  path: string,
  line: SerialLine,
  sink: SourceSink,
  backOff: BackOffOptions = PATIENT,
): Source {
  let port: SerialPort | undefined;
  let opening: Promise<void> | undefined;

  const open = async (): Promise<void> => {
    try {
      await fs.access(path, fs.constants.R_OK | fs.constants.W_OK);
      const current = await openPort(path, line);
      if (attempts.isStopped) {
        await closePort(current);
        return;
      }
      port = current;
      current.on('data', (chunk: Buffer) => sink.bytes(chunk));
      current.on('error', (error) => sink.notice(`${path}: ${error.message}`));
      current.on('close', () => {
        port = undefined;
        attempts.lost(goneProblem(path));
      });
      attempts.opened();
    } catch (error) {
      attempts.lost(serialProblem(error, path, await groupName(path)));
    }
  };
  const attempts = attemptsFor(() => void (opening = open()), backOff, sink);

  return {
    canType: true,
    get abilities() {
      return port === undefined ? [] : (['break'] as const);
    },
    async act(action) {
      if (action.do !== 'break' || port === undefined) throw notPossible(path);
      await setBreak(port, true);
      await new Promise((resolve) => setTimeout(resolve, BREAK_FOR));
      await setBreak(port, false);
      return undefined;
    },
    start() {
      opening = open();
    },
    async stop() {
      attempts.stop();
      await opening;
      if (port !== undefined) await closePort(port);
    },
    write: (text) => port?.isOpen === true && (port.write(text), true),
  };
}

async function openPort(path: string, line: SerialLine): Promise<SerialPort> {
  // Native code: loaded when it is needed, so that a machine where it does not load has all other sources.
  const { SerialPort: Port } = await import('serialport');
  return new Promise((resolve, reject) => {
    const made = new Port(
      {
        path,
        baudRate: line.baudRate,
        dataBits: line.dataBits,
        parity: line.parity,
        stopBits: line.stopBits,
        rtscts: line.flow === 'hardware',
        xon: line.flow === 'software',
        xoff: line.flow === 'software',
      },
      (error) => (error === null ? resolve(made) : reject(error)),
    );
  });
}

function closePort(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (!port.isOpen) resolve();
    // An adapter that was pulled out fails to close, and is closed.
    else port.close(() => resolve());
  });
}

function setBreak(port: SerialPort, brk: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    port.set({ brk }, (error) => {
      if (error === null) resolve();
      else reject(new ProblemError({ code: 'no-break', message: `No BREAK on ${port.path}: ${error.message}.` }));
    });
  });
}

const goneProblem = (path: string): Problem => ({
  code: 'closed',
  message: `${path} is gone.`,
  hint: 'Was the adapter unplugged? Lockstep opens it again when it is back.',
});
