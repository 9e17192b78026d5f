import DOMPurify from 'dompurify';
import { useDeferredValue, useEffect, useMemo, useRef, useSyncExternalStore, type MouseEvent } from 'react';
import type { Insertion } from '../../shared/notebook/notebook-document.ts';
import { problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { showNote } from './note.ts';
import type { NotebookSession } from './notebook-session.ts';
import { openLink } from './open-place.ts';
import './read-view.css';
import { renderMarkdown } from './render-markdown.ts';

/** What a notebook may be made of when it is read: nothing that runs, loads or leaves. */
const CLEAN = {
  ALLOWED_TAGS: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'ul', 'ol', 'li', 'blockquote', 'pre', 'code'],
    ...['strong', 'em', 's', 'a', 'span', 'button', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['class', 'href', 'title', 'type', 'start', 'data-copy', 'data-broken', 'data-line'],
  // Everything else with a value has to look like one of our links.
  ADD_URI_SAFE_ATTR: ['data-copy', 'data-line', 'type', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOWED_URI_REGEXP: /^lockstep:/i,
};

const copy = (text: string): void => {
  navigator.clipboard.writeText(text).then(
    () => showNote(`Copied ${text}`),
    (error: unknown) => showProblem(problemOf(error)),
  );
};

/** A click on something in the text: a place is gone to, an address is copied, nothing else happens. */
function onClick(event: MouseEvent<HTMLElement>): void {
  const target = event.target instanceof Element ? event.target : undefined;
  const link = target?.closest('a')?.getAttribute('href');
  const address = target?.closest('[data-copy]')?.getAttribute('data-copy');
  if (typeof link === 'string') {
    event.preventDefault();
    void openLink(link);
  } else if (typeof address === 'string') copy(address);
}

/** What was inserted last and has been scrolled to. */
const revealed = new WeakMap<NotebookSession, Insertion>();

/** The block that begins at a line of the document, or the last one before it. */
const blockAt = (view: HTMLElement, line: number): Element | undefined =>
  [...view.querySelectorAll('[data-line]')].findLast((block) => Number(block.getAttribute('data-line')) <= line);

/** A notebook, to be read. Follows what is typed beside it. */
export default function ReadView({ session }: { readonly session: NotebookSession }): React.JSX.Element {
  const text = useDeferredValue(useSyncExternalStore(session.watch, session.text));
  const html = useMemo(() => DOMPurify.sanitize(renderMarkdown(text), CLEAN), [text]);
  const view = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { inserted } = session.snapshot();
    if (inserted === undefined || revealed.get(session) === inserted || view.current === null) return;
    revealed.set(session, inserted);
    blockAt(view.current, inserted.line)?.scrollIntoView({ block: 'start' });
  }, [html, session]);
  return (
    <div className="read-view" ref={view} tabIndex={0} role="document" aria-label="Notebook">
      <article className="read-text selectable" onClick={onClick} dangerouslySetInnerHTML={{ __html: html }} />
    </div>
  );
}
