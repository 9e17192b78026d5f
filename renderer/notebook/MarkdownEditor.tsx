import { useEffect, useRef, useSyncExternalStore } from 'react';
import { linksInLine, type Insertion } from '../../shared/notebook/notebook-document.ts';
import { currentMonacoTheme, EDITOR_OPTIONS, monaco, useMonacoTheme } from '../source/monaco.ts';
import './markdown-editor.css';
import type { NotebookSession } from './notebook-session.ts';
import { openLink } from './open-place.ts';
import type { TextBuffer } from './text-buffer.ts';

type Model = monaco.editor.ITextModel;
type Editor = monaco.editor.IStandaloneCodeEditor;

/** Models outlive their editors: undo works after the user has been elsewhere. */
const models = new WeakMap<NotebookSession, Model>();
const viewStates = new WeakMap<NotebookSession, monaco.editor.ICodeEditorViewState>();
/** What was inserted last and has been scrolled to, so that an editor that is opened again stays where it was left. */
const revealed = new WeakMap<NotebookSession, Insertion>();

function bufferOf(model: Model): TextBuffer {
  return {
    text: () => model.getValue(),
    edit: (from, to, text) => {
      const range = monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
      model.pushStackElement();
      model.pushEditOperations(null, [{ range, text, forceMoveMarkers: true }], () => null);
      model.pushStackElement();
    },
    onChange: (listener) => {
      const registration = model.onDidChangeContent(listener);
      return () => registration.dispose();
    },
  };
}

function modelOf(session: NotebookSession): Model {
  const known = models.get(session);
  if (known !== undefined) return known;
  const model = monaco.editor.createModel(session.text(), 'markdown');
  // Kernel code in it has tabs of eight; the Tab key indents a list.
  model.updateOptions({
    tabSize: 8,
    indentSize: 2,
    insertSpaces: true,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  });
  session.adopt(() => bufferOf(model));
  models.set(session, model);
  return model;
}

/** The link at a position, or undefined. */
function linkAt(model: Model, { lineNumber, column }: monaco.IPosition): string | undefined {
  return linksInLine(model.getLineContent(lineNumber)).find(({ from, to }) => from < column && column <= to + 1)?.link;
}

function decorateLinks(model: Model, decorations: monaco.editor.IEditorDecorationsCollection): void {
  decorations.set(
    model.getLinesContent().flatMap((line, index) =>
      linksInLine(line).map(({ from, to, place }) => ({
        range: new monaco.Range(index + 1, from + 1, index + 1, to + 1),
        options: { inlineClassName: 'problem' in place ? 'notebook-link broken' : 'notebook-link' },
      })),
    ),
  );
}

/** Underlined links, Ctrl+click, and Ctrl+Enter for the link under the cursor. */
function installLinks(editor: Editor, model: Model): readonly monaco.IDisposable[] {
  const decorations = editor.createDecorationsCollection();
  decorateLinks(model, decorations);
  return [
    model.onDidChangeContent(() => decorateLinks(model, decorations)),
    editor.onMouseUp(({ event, target }) => {
      const link = event.ctrlKey && target.position !== null ? linkAt(model, target.position) : undefined;
      if (link !== undefined) void openLink(link);
    }),
    editor.addAction({
      id: 'lockstep.open-link',
      label: 'Open Link Under Cursor',
      keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter],
      contextMenuGroupId: 'navigation',
      run: () => {
        const position = editor.getPosition();
        const link = position === null ? undefined : linkAt(model, position);
        if (link !== undefined) void openLink(link);
      },
    }),
  ];
}

interface MarkdownEditorProps {
  readonly session: NotebookSession;
  readonly compact: boolean;
}

/** The Markdown text of a notebook. The session must be loaded. */
export default function MarkdownEditor({ session, compact }: MarkdownEditorProps): React.JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<Editor>(null);
  useMonacoTheme();

  useEffect(() => {
    const model = modelOf(session);
    const editor = monaco.editor.create(host.current!, {
      ...EDITOR_OPTIONS,
      model,
      theme: currentMonacoTheme(),
      ariaLabel: `${session.title()}, Markdown`,
      wordWrap: 'on',
      wrappingIndent: 'same',
      lineNumbers: 'off',
      glyphMargin: false,
      folding: false,
      lineDecorationsWidth: compact ? 8 : 20,
      fontSize: 13,
      lineHeight: 20,
      padding: { top: compact ? 10 : 20, bottom: 40 },
      occurrencesHighlight: 'off',
      guides: { indentation: false },
      matchBrackets: 'never',
    });
    shown.current = editor;
    const viewState = viewStates.get(session);
    if (viewState !== undefined) editor.restoreViewState(viewState);
    const disposables = [...installLinks(editor, model), editor.onDidBlurEditorText(() => void session.save())];
    return () => {
      const state = editor.saveViewState();
      if (state !== null) viewStates.set(session, state);
      for (const disposable of disposables) disposable.dispose();
      editor.dispose();
      shown.current = null;
      void session.save();
    };
  }, [session, compact]);

  const inserted = useSyncExternalStore(session.watch, () => session.snapshot().inserted);
  useEffect(() => {
    if (inserted === undefined || revealed.get(session) === inserted) return;
    revealed.set(session, inserted);
    shown.current?.revealLineInCenterIfOutsideViewport(inserted.line);
  }, [inserted, session]);

  return <div className="markdown-editor" ref={host} />;
}
