/** Pasted text. */
import type { Source, SourceSink } from './source.ts';

/** A source that delivers the UTF-8 bytes of `text` and ends. */
export function textSource(text: string, sink: SourceSink): Source {
  return {
    canType: false,
    start() {
      sink.connected();
      if (text === '') sink.notice('The text is empty.');
      else sink.bytes(Buffer.from(text, 'utf8'));
      sink.ended('end of text');
    },
    stop: () => Promise.resolve(),
    write: () => false,
  };
}
