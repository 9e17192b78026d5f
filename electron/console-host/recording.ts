/**
 * Reads consoles and records them, and does nothing else: no parsing, no searching, no drawing, so that it never keeps a
 * source waiting. Runs in a thread, and for sources with native code in its process (console-host.ts).
 */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ToConsoleHost, type ConsoleToAnalysis, type FromConsoleHost } from '../node/host-protocol.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { throttle, type Throttled } from '../node/throttle.ts';
import { Recorder } from './recorder.ts';

/** News of bytes for main are only for showing; milliseconds. */
const TELL_MAIN = 100;

/** What is said to the outside; console-host.ts passes it on. */
export type FromRecording =
  | { readonly to: 'main'; readonly message: FromConsoleHost }
  | { readonly to: 'analysis'; readonly message: ConsoleToAnalysis };

/**
 * @param say told in the order in which it happened
 * @returns takes the messages of electron/node/host-protocol.ts, checked or not
 */
export function startRecording(say: (said: FromRecording) => void): (data: unknown) => void {
  /** By the ids of all captures that a source was recorded into: what is said of an earlier one may be on its way. */
  const recorders = new Map<string, Recorder>();
  let partBytes: number | undefined;
  const tellMain = (message: FromConsoleHost): void => say({ to: 'main', message });
  const tellAnalysis = (message: ConsoleToAnalysis): void => say({ to: 'analysis', message });

  async function open({ header, source, files, resume }: Extract<ToConsoleHost, { type: 'open' }>): Promise<void> {
    const tellBytes: Throttled = throttle(TELL_MAIN, () =>
      tellMain({ type: 'bytes', id: recorder.id, bytes: recorder.bytes }),
    );
    const recorder = new Recorder({
      header,
      source,
      files,
      resume,
      partBytes: () => partBytes,
      onBytes: ([first, ...others]) => {
        tellAnalysis({ type: 'appended', id: recorder.id, arrivals: [first, ...others] });
        tellBytes();
      },
      onStatus: () => tellStatus(recorder),
      onContinued: (from, next) => {
        recorders.set(next.id, recorder);
        tellMain({ type: 'continued', from, header: next });
      },
      onPartEnded: (id, bytes) => {
        tellMain({ type: 'status', id, bytes, status: { state: 'ended', attempts: 0, canType: false, abilities: [] } });
        tellAnalysis({ type: 'ended', id, bytes });
      },
      onEnded: (bytes) => {
        tellBytes.flush();
        tellStatus(recorder);
        tellAnalysis({ type: 'ended', id: recorder.id, bytes });
        for (const [id, one] of recorders) if (one === recorder) recorders.delete(id);
      },
      onProblem: (problem) => tellMain({ type: 'problem', problem }),
    });
    recorders.set(header.id, recorder);
    await fs.mkdir(path.dirname(files.log), { recursive: true, mode: 0o700 });
    await recorder.start();
  }

  function tellStatus(recorder: Recorder): void {
    const { id, status, bytes, processGroup } = recorder;
    tellMain({ type: 'status', id, status, bytes, processGroup });
  }

  /** Never rejects: how it went is the answer. */
  async function act({ id, serial, action }: Extract<ToConsoleHost, { type: 'act' }>): Promise<void> {
    try {
      const recorder = recorders.get(id);
      if (recorder === undefined)
        throw new ProblemError({ code: 'no-console', message: 'It is not attached any more.' });
      tellMain({ type: 'acted', serial, result: await recorder.act(action) });
    } catch (error) {
      tellMain({ type: 'acted', serial, problem: problemOf(error) });
    }
  }

  /** A new analysis host knows nothing: tell it how far every capture is. */
  function tellAllLengths(): void {
    for (const { id, bytes, lastArrival } of new Set(recorders.values())) {
      tellAnalysis({ type: 'appended', id, arrivals: [{ bytes, at: lastArrival }] });
    }
  }

  async function shutDown(): Promise<void> {
    await Promise.allSettled([...new Set(recorders.values())].map((recorder) => recorder.detach()));
    tellMain({ type: 'bye' });
  }

  async function handle(message: ToConsoleHost): Promise<void> {
    switch (message.type) {
      case 'open':
        await open(message);
        return;
      case 'type':
        if (recorders.get(message.id)?.type(message.text) !== true) {
          tellMain({
            type: 'problem',
            problem: { code: 'not-connected', message: 'Nothing was typed: the console is not connected.' },
          });
        }
        return;
      case 'act':
        await act(message);
        return;
      case 'note':
        await recorders.get(message.id)?.note(message.id, message.note);
        return;
      case 'detach':
        await recorders.get(message.id)?.detach();
        return;
      case 'parts':
        partBytes = message.bytes;
        return;
      case 'analysis-port':
        tellAllLengths();
        return;
      case 'shutdown':
        await shutDown();
    }
  }

  return (data) => {
    Promise.resolve(data)
      .then((message) => handle(ToConsoleHost.parse(message)))
      .catch((error: unknown) => tellMain({ type: 'problem', problem: problemOf(error) }));
  };
}
