/**
 * The standard input of `lockstep open -`, which serves it on a socket (electron/cli/served-input.ts). Taken once and to
 * its end: a pipe that was closed does not come back.
 */
import * as net from 'node:net';
import type { Problem } from '../../../shared/contract/ipc.ts';
import { systemProblem } from '../../node/problem.ts';
import type { Source, SourceSink } from './source.ts';

/** @param path of the socket */
export function pipeSource(path: string, sink: SourceSink): Source {
  let socket: net.Socket | undefined;
  let stopped = false;
  return {
    canType: false,
    start() {
      let reached = false;
      let problem: Problem | undefined;
      const current = net.connect({ path });
      socket = current;
      current.on('connect', () => {
        reached = true;
        sink.connected();
      });
      current.on('data', (chunk) => sink.bytes(chunk));
      current.on('error', (error) => {
        problem = { ...systemProblem(error, 'Standard input'), hint: 'Run `lockstep open -` again.' };
      });
      current.on('close', () => {
        if (stopped) return;
        if (reached || problem === undefined) sink.ended('end of input', problem);
        else sink.failed(problem);
      });
    },
    async stop() {
      stopped = true;
      const current = socket;
      if (current === undefined || current.destroyed) return;
      await new Promise<void>((resolve) => {
        current.once('close', () => resolve());
        current.destroy();
      });
    },
    write: () => false,
  };
}
