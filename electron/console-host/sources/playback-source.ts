/**
 * A recording played back at its own pace: the bytes of a log by the times of `*.timing.ndjson`, `lockstep.playback/1`
 * (first line: what it is; then `{"t": seconds since the start, "bytes": n}`). The first bytes come at once.
 */
import * as fs from 'node:fs/promises';
import { parsePlayback, type PlaybackStep } from '../../node/playback-format.ts';
import { fileProblem } from './regular-file.ts';
import type { Source, SourceSink } from './source.ts';

export interface PlaybackOptions {
  readonly log: string;
  readonly timing: string;
  /** 1: as recorded; 10: ten times faster. */
  readonly speed: number;
}

export function playbackSource({ log, timing, speed }: PlaybackOptions, sink: SourceSink): Source {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const play = async (): Promise<void> => {
    const [bytes, text] = await Promise.all([fs.readFile(log), fs.readFile(timing, 'utf8')]);
    const steps = parsePlayback(text, timing).steps;
    if (stopped) return;
    sink.connected();
    const began = performance.now() - (steps[0]?.t ?? 0) * (1000 / speed);
    let next = 0;
    let offset = 0;
    const goOn = (): void => {
      const now = ((performance.now() - began) * speed) / 1000;
      const due: PlaybackStep[] = [];
      for (let step = steps[next]; step !== undefined && step.t <= now; step = steps[++next]) due.push(step);
      const length = next === steps.length ? bytes.length - offset : due.reduce((sum, step) => sum + step.bytes, 0);
      if (length > 0) sink.bytes(bytes.subarray(offset, offset + length));
      offset += length;
      const after = steps[next];
      if (after === undefined) sink.ended('end of the recording');
      else timer = setTimeout(goOn, Math.max(0, ((after.t - now) * 1000) / speed));
    };
    goOn();
  };

  return {
    canType: false,
    start() {
      play().catch((error: unknown) => {
        if (!stopped) sink.failed(fileProblem(error, log));
      });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      return Promise.resolve();
    },
    write: () => false,
  };
}
