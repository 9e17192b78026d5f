/** The two hosts, the wire between them, and what main asks of them. */
import { MessageChannelMain } from 'electron';
import { requests, type Problem, type RequestParsed, type RequestResult } from '../../shared/contract/ipc.ts';
import {
  FromAnalysisHost,
  FromConsoleHost,
  type AnalysisRequestName,
  type ToAnalysisHost,
  type ToConsoleHost,
} from '../node/host-protocol.ts';
import { ProblemError } from '../node/problem.ts';
import { HostProcess } from './host-process.ts';
import { analysisHostFile, consoleHostFile } from './paths.ts';

export interface HostsOptions {
  readonly onConsoleMessage: (message: FromConsoleHost) => void;
  /** Answers to requests are not passed on. */
  readonly onAnalysisMessage: (message: Exclude<FromAnalysisHost, { type: 'answer' }>) => void;
  /** The console host died and is about to be started again. */
  readonly onConsoleHostLost: () => void;
  /** The console host is there again and knows nothing. */
  readonly onConsoleHostBack: () => void;
  /** The analysis host is there (first time or again) and knows nothing. */
  readonly onAnalysisHostReady: () => void;
  readonly onProblem: (problem: Problem) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** How long the console host may take to stop its sources at quit, in milliseconds. */
const STOP_WITHIN = 3000;

export class Hosts {
  readonly #console: HostProcess<ToConsoleHost, FromConsoleHost>;
  readonly #analysis: HostProcess<ToAnalysisHost, FromAnalysisHost>;
  readonly #waiting = new Map<number, Waiting>();
  #serial = 0;
  #onBye: (() => void) | undefined;

  constructor(options: HostsOptions) {
    const { onProblem } = options;
    this.#console = new HostProcess<ToConsoleHost, FromConsoleHost>({
      name: 'Lockstep console host',
      file: consoleHostFile,
      messages: FromConsoleHost,
      onMessage: (message) => {
        if (message.type === 'bye') this.#onBye?.();
        else options.onConsoleMessage(message);
      },
      onStart: (isRestart) => {
        this.#connect();
        if (isRestart) options.onConsoleHostBack();
      },
      onCrash: (code) => {
        onProblem({
          code: 'console-host-died',
          message: `The process that records consoles stopped (exit ${code}) and is started again.`,
          hint: 'Captures go on where they can; each notes the gap.',
        });
        options.onConsoleHostLost();
      },
      onNonsense: (error) => onProblem({ code: 'internal', message: `console host: ${error.message}` }),
    });
    this.#analysis = new HostProcess<ToAnalysisHost, FromAnalysisHost>({
      name: 'Lockstep analysis host',
      file: analysisHostFile,
      messages: FromAnalysisHost,
      onMessage: (message) => {
        if (message.type === 'answer') this.#settle(message);
        else options.onAnalysisMessage(message);
      },
      onStart: (isRestart) => {
        if (isRestart) this.#connect();
        options.onAnalysisHostReady();
      },
      onCrash: (code) => {
        for (const { reject } of this.#waiting.values()) {
          reject(new ProblemError({ code: 'analysis-host-died', message: 'The process that reads reports stopped.' }));
        }
        this.#waiting.clear();
        onProblem({
          code: 'analysis-host-died',
          message: `The process that reads reports stopped (exit ${code}) and is started again.`,
          hint: 'Recording is not affected; the captures are read again.',
        });
      },
      onNonsense: (error) => onProblem({ code: 'internal', message: `analysis host: ${error.message}` }),
    });
  }

  start(): void {
    this.#analysis.start();
    this.#console.start();
  }

  toConsole(message: ToConsoleHost): void {
    this.#console.send(message);
  }

  toAnalysis(message: ToAnalysisHost): void {
    this.#analysis.send(message);
  }

  /** Pass a request on to the analysis host. @throws ProblemError with what it answered */
  async ask<K extends AnalysisRequestName>(name: K, params: RequestParsed<K>): Promise<RequestResult<K>> {
    const serial = ++this.#serial;
    const value = await new Promise<unknown>((resolve, reject) => {
      if (!this.#analysis.isRunning) {
        // Just being restarted: it would never answer.
        reject(
          new ProblemError({ code: 'analysis-host-died', message: 'Reports are being read again; try once more.' }),
        );
        return;
      }
      this.#waiting.set(serial, { resolve, reject });
      this.#analysis.send({ type: 'request', serial, name, params });
    });
    return requests[name].result.parse(value) as RequestResult<K>;
  }

  /** Stop all sources, then both processes. */
  async stop(): Promise<void> {
    if (this.#console.isRunning) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, STOP_WITHIN);
        this.#onBye = () => {
          clearTimeout(timer);
          resolve();
        };
        this.#console.send({ type: 'shutdown' });
      });
    }
    this.#console.stop();
    this.#analysis.stop();
  }

  #connect(): void {
    const { port1, port2 } = new MessageChannelMain();
    this.#console.send({ type: 'analysis-port' }, [port1]);
    this.#analysis.send({ type: 'console-port' }, [port2]);
  }

  #settle({ serial, value, problem }: Extract<FromAnalysisHost, { type: 'answer' }>): void {
    const waiting = this.#waiting.get(serial);
    this.#waiting.delete(serial);
    if (problem === undefined) waiting?.resolve(value);
    else waiting?.reject(new ProblemError(problem));
  }
}
