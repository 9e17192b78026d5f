/**
 * The process that understands: lines, reports, source trees. It reads the capture files that the console host writes and
 * is told of new bytes by it directly. Started by electron/main/hosts.ts; speaks electron/node/host-protocol.ts.
 */
import type { MessagePortMain } from 'electron';
import * as os from 'node:os';
import { requests, type RequestParsed, type RequestResult } from '../../shared/contract/ipc.ts';
import type { Trigger } from '../../shared/contract/ipc/triggers.ts';
import { lineNumber } from '../../shared/contract/units.ts';
import {
  ConsoleToAnalysis,
  ToAnalysisHost,
  type AnalysisRequestName,
  type FromAnalysisHost,
} from '../node/host-protocol.ts';
import { AfterWork, collectGarbage } from '../node/after-work.ts';
import { ProblemError, problemOf } from '../node/problem.ts';
import { CodeService } from './code/code-service.ts';
import { mergedPosition, mergedRows } from './merged/merged-rows.ts';
import type { MergedHost } from './merged/merged-sources.ts';
import { mergedUnfold } from './merged/merged-unfold.ts';
import { OriginalFile } from './original-file.ts';
import { Searches } from './search/searches.ts';
import { Views } from './views/views.ts';
import { Patterns } from './patterns/patterns.ts';
import { needlesOf, type Needle } from './trigger-scan.ts';
import { WatchedCapture } from './watched-capture.ts';

/** Recording goes first where there are not processors enough; still a third of an ordinary process's share. */
const NICE = 5;
os.setPriority(NICE);

const main = process.parentPort;
const tellMain = (message: FromAnalysisHost): void => main.postMessage(message);

const tellProblem = (error: unknown): void => tellMain({ type: 'problem', problem: problemOf(error) });

const captures = new Map<string, WatchedCapture>();
const names = new Map<string, string>();
/** News of captures that main has not named yet: the two ways in are not ordered. */
const early = new Map<string, ConsoleToAnalysis[]>();
/** Captures whose original is being opened. */
const opening = new Set<string>();
const afterWork = new AfterWork({
  onOver: () => {
    collectGarbage();
    // It has heard much of it too.
    tellMain({ type: 'work-over' });
  },
});
const code = new CodeService({ onTrees: (trees) => tellMain({ type: 'trees', trees: [...trees] }) });
const searches = new Searches({ captureOf, tell: (status) => tellMain({ type: 'search', status }) });
const views = new Views({ captureOf, tell: (status) => tellMain({ type: 'view', status }) });
const merged: MergedHost = { captureOf, views };
let triggers: readonly Trigger[] = [];
/** What triggers wait for in the bytes of each live console. */
const needles = new Map<string, readonly Needle[]>();
const patterns = new Patterns({
  onPrinted: (id, printed) => tellMain({ type: 'triggered', id, ...printed }),
  onFailed: (trigger, problem) => tellMain({ type: 'trigger-failed', trigger, problem }),
  onError: tellProblem,
});
let consoles: MessagePortMain | undefined;

/** One answer for every request passed on by main; leaving one out is a type error. */
const answers: {
  readonly [K in AnalysisRequestName]: (params: RequestParsed<K>) => Promise<RequestResult<K>> | RequestResult<K>;
} = {
  'console.rows': async ({ id, firstLine, count }) => {
    const capture = captureOf(id);
    const rows = await capture.rows(firstLine, count);
    return { rows: [...rows], lines: capture.progress.lines };
  },
  'console.bytes': async ({ id, from, count }) => ({ bytes: await captureOf(id).read(from, count) }),
  'console.notes': ({ id, from }) => captureOf(id).notes(from),
  'console.boots': ({ id, from }) => [...captureOf(id).boots(from)],
  'merged.rows': (params) => mergedRows(merged, params),
  'merged.find': (params) => mergedPosition(merged, params),
  'merged.unfold': (params) => mergedUnfold(merged, params),
  'console.lineAt': async ({ id, offset }) => ({ line: lineNumber(await captureOf(id).lineAt(offset)) }),
  'report.get': ({ id }) => {
    const colon = id.lastIndexOf(':');
    const view = captureOf(id.slice(0, colon)).report(Number(id.slice(colon + 1)));
    if (view === undefined) throw new ProblemError({ code: 'no-report', message: `There is no report ${id}.` });
    return view;
  },
  'search.prepare': () => {
    searches.prepare();
    return {};
  },
  'search.start': ({ consoleId, query }) => searches.start(consoleId, query),
  'search.results': (params) => searches.results(params),
  'search.near': (params) => searches.near(params),
  'search.hits': (params) => searches.hits(params),
  'search.cancel': (params) => {
    searches.cancel(params);
    return {};
  },
  'view.open': ({ consoleId, lens }) => views.open(consoleId, lens),
  'view.close': ({ viewId }) => {
    views.close(viewId);
    return {};
  },
  'view.rows': (params) => views.rows(params),
  'view.find': (params) => views.find(params),
  'view.unfold': (params) => views.unfold(params),
  'log.times': ({ id }) => captureOf(id).times,
  'log.atTime': async ({ id, time }) => {
    const row = await captureOf(id).atTime(time);
    return row === undefined ? {} : { row };
  },
  'code.locate': ({ frames }) => code.locate(frames),
  'code.read': ({ tree, file }) => code.read(tree, file),
};

function captureOf(id: string): WatchedCapture {
  const capture = captures.get(id);
  if (capture === undefined) throw new ProblemError({ code: 'no-console', message: `There is no console ${id}.` });
  return capture;
}

async function answer(serial: number, name: AnalysisRequestName, params: unknown): Promise<void> {
  try {
    const answerTo = answers[name] as (params: unknown) => unknown;
    tellMain({ type: 'answer', serial, value: await answerTo(requests[name].params.parse(params)) });
  } catch (error) {
    tellMain({ type: 'answer', serial, problem: problemOf(error) });
  }
}

type Watch = Extract<ToAnalysisHost, { type: 'watch' }>;

async function watch({ id, name, files, ended, isNew, original: path }: Watch): Promise<void> {
  await captures.get(id)?.close();
  const capture = new WatchedCapture({
    id,
    name,
    files,
    onProgress: (progress) => {
      tellMain({ type: 'progress', id, ...progress });
      afterWork.reached(id, progress.analysedBytes);
      searches.grew(id, capture.bytes, capture.ended);
      views.grew(id, capture.bytes, capture.ended);
    },
    needles: () => needles.get(id) ?? [],
    onRead: (bytes, before) => patterns.grew(id, names.get(id) ?? name, capture.file, bytes, before),
    onPrinted: (printed) => tellMain({ type: 'triggered', id, ...printed }),
    onReports: (summaries) => tellMain({ type: 'reports', summaries: [...summaries] }),
    onStale: (bytes) => {
      const again = async (): Promise<void> => {
        // Its last news come before what is said of the copy.
        await capture.close();
        if (captures.get(id) !== capture) return;
        forgetRead(id);
        tellMain({ type: 'reread', id, bytes });
        await watch({ type: 'watch', id, name: names.get(id) ?? name, files, ended: true });
      };
      again().catch(tellProblem);
    },
    onError: tellProblem,
  });
  captures.set(id, capture);
  names.set(id, name);
  needles.set(id, needlesOf(triggers, name));
  // Requests for it may come already; news of its bytes wait until it is known what is read.
  opening.add(id);
  const original = path === undefined ? undefined : await OriginalFile.open(path);
  opening.delete(id);
  if (captures.get(id) !== capture) {
    await original?.handle.close();
    return;
  }
  if (original === undefined) await capture.begin(ended, isNew);
  else capture.beginWith(original);
  for (const message of early.get(id) ?? []) take(message);
  early.delete(id);
}

/** What was made of the bytes of a capture is of no use any more. */
function forgetRead(id: string): void {
  patterns.forget(id);
  searches.forgetConsole(id);
  views.forgetConsole(id);
}

function take(message: ConsoleToAnalysis): void {
  const capture = captures.get(message.id);
  if (capture === undefined || opening.has(message.id))
    early.set(message.id, [...(early.get(message.id) ?? []), message].slice(-2));
  else if (message.type === 'appended') capture.appended(message.arrivals);
  else capture.end(message.bytes);
}

function connectConsoles(port: MessagePortMain | undefined): void {
  consoles?.close();
  consoles = port;
  port?.on('message', (event) => take(ConsoleToAnalysis.parse(event.data)));
  port?.start();
}

async function handle(message: ToAnalysisHost, ports: readonly MessagePortMain[]): Promise<void> {
  switch (message.type) {
    case 'watch':
      await watch(message);
      return;
    case 'unwatch': {
      const capture = captures.get(message.id);
      captures.delete(message.id);
      names.delete(message.id);
      needles.delete(message.id);
      forgetRead(message.id);
      afterWork.forget(message.id);
      early.delete(message.id);
      await capture?.close();
      return;
    }
    case 'renamed':
      if (!names.has(message.id)) return;
      names.set(message.id, message.name);
      needles.set(message.id, needlesOf(triggers, message.name));
      // Watched anew under its new name, when something comes.
      patterns.forget(message.id);
      return;
    case 'triggers':
      triggers = message.triggers;
      for (const [id, name] of names) needles.set(id, needlesOf(triggers, name));
      patterns.set(triggers);
      return;
    case 'ended':
      captures.get(message.id)?.end();
      return;
    case 'trees':
      await code.setTrees(message.paths, message.cacheDirectory);
      return;
    case 'request':
      await answer(message.serial, message.name, message.params);
      return;
    case 'console-port':
      connectConsoles(ports[0]);
  }
}

main.on('message', (event) => {
  Promise.resolve(ToAnalysisHost.parse(event.data))
    .then((message) => handle(message, event.ports))
    .catch(tellProblem);
});
