import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { CodeText } from './use-located-code.ts';
import { ASSEMBLER } from './asm-language.ts';
import { currentMonacoTheme, EDITOR_OPTIONS, monaco, useMonacoTheme } from './monaco.ts';
import './SourceEditor.css';

const LANGUAGE: Readonly<Record<CodeText['language'], string>> = {
  c: 'c',
  cpp: 'cpp',
  rust: 'rust',
  asm: ASSEMBLER,
  text: 'plaintext',
};

/** Lines shown above a line of a call; a function's own line stands at the top. */
const LINES_ABOVE = 5;

export interface SourceEditorHandle {
  /** Line of the cursor: the marked one until the user moved it. */
  readonly line: () => number;
  readonly textAround: (
    line: number,
    lines: number,
  ) => { readonly firstLine: number; readonly text: string } | undefined;
}

interface SourceEditorProps {
  readonly ref?: Ref<SourceEditorHandle>;
  readonly code: CodeText;
  readonly line: number;
  /** 'function': the line begins the function, it is not the line of the call. */
  readonly precision: 'line' | 'function';
  readonly label: string;
}

/** A file to be read, with one line marked. */
export function SourceEditor({ ref, code, line, precision, label }: SourceEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const mark = useRef<monaco.editor.IEditorDecorationsCollection>(undefined);
  useMonacoTheme();

  useEffect(() => {
    if (host.current === null) return;
    const made = monaco.editor.create(host.current, {
      ...EDITOR_OPTIONS,
      model: null,
      theme: currentMonacoTheme(),
      readOnly: true,
      domReadOnly: true,
      ariaLabel: label,
      lineNumbersMinChars: 4,
      folding: true,
      glyphMargin: false,
      lineDecorationsWidth: 8,
      tabSize: 8,
      detectIndentation: false,
      rulers: [],
      wordBasedSuggestions: 'off',
      links: false,
      bracketPairColorization: { enabled: false },
      guides: { indentation: false, bracketPairs: false },
    });
    editor.current = made;
    mark.current = made.createDecorationsCollection();
    return () => {
      made.getModel()?.dispose();
      made.dispose();
      editor.current = undefined;
    };
    // The label of an editor is set below when the file changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    const made = editor.current;
    if (made === undefined) return;
    const before = made.getModel();
    const model = monaco.editor.createModel(code.text, LANGUAGE[code.language]);
    model.updateOptions({
      tabSize: 8,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    made.setModel(model);
    made.updateOptions({ ariaLabel: label });
    before?.dispose();
  }, [code, label]);

  useEffect(() => {
    const made = editor.current;
    const last = made?.getModel()?.getLineCount() ?? 0;
    if (made === undefined || last === 0) return;
    const at = Math.min(line, last);
    mark.current?.set([
      {
        range: new monaco.Range(at, 1, at, 1),
        options: {
          isWholeLine: true,
          className: precision === 'line' ? 'source-mark' : 'source-mark-function',
          linesDecorationsClassName: 'source-mark-edge',
          overviewRuler: { color: { id: 'editorCursor.foreground' }, position: monaco.editor.OverviewRulerLane.Full },
        },
      },
    ]);
    made.setPosition({ lineNumber: at, column: 1 });
    const above = precision === 'line' ? LINES_ABOVE : 1;
    made.setScrollPosition({ scrollTop: made.getTopForLineNumber(Math.max(1, at - above)), scrollLeft: 0 });
  }, [code, line, precision]);

  useImperativeHandle(ref, () => ({
    line: () => editor.current?.getPosition()?.lineNumber ?? line,
    textAround: (at, lines) => {
      const model = editor.current?.getModel();
      if (model === null || model === undefined || at > model.getLineCount()) return undefined;
      const firstLine = Math.max(1, at - lines);
      const lastLine = Math.min(model.getLineCount(), at + lines);
      const range = new monaco.Range(firstLine, 1, lastLine, model.getLineMaxColumn(lastLine));
      return { firstLine, text: model.getValueInRange(range, monaco.editor.EndOfLinePreference.LF) };
    },
  }));

  return <div className="source-editor" ref={host} />;
}
