import { useEffect, useRef } from 'react';
import type { ScenarioTextProblem } from '../../shared/scenario/parse-scenario.ts';
import { currentMonacoTheme, EDITOR_OPTIONS, monaco, useMonacoTheme } from '../source/monaco.ts';
import './ScenarioEditor.css';
import { SCENARIO_LANGUAGE } from './scenario-language.ts';

interface ScenarioEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly problems: readonly ScenarioTextProblem[];
  /** The line of the step that just happened. */
  readonly line: number | undefined;
}

/** The text of a scenario, with errors at their lines. */
export function ScenarioEditor({ text, onChange, problems, line }: ScenarioEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined);
  const mark = useRef<monaco.editor.IEditorDecorationsCollection>(undefined);
  const first = useRef(text);
  const changed = useRef(onChange);
  useMonacoTheme();
  useEffect(() => {
    changed.current = onChange;
  }, [onChange]);

  useEffect(() => {
    if (host.current === null) return;
    const model = monaco.editor.createModel(first.current, SCENARIO_LANGUAGE);
    const made = monaco.editor.create(host.current, {
      ...EDITOR_OPTIONS,
      model,
      theme: currentMonacoTheme(),
      ariaLabel: 'The scenario as text',
      tabSize: 2,
      lineNumbersMinChars: 3,
      lineDecorationsWidth: 8,
      glyphMargin: false,
      renderFinalNewline: 'on',
      folding: true,
      wordBasedSuggestions: 'off',
      quickSuggestions: { strings: true, other: true, comments: false },
      bracketPairColorization: { enabled: false },
      wordWrap: 'on',
      wrappingIndent: 'indent',
      fixedOverflowWidgets: true,
    });
    editor.current = made;
    mark.current = made.createDecorationsCollection();
    const listening = model.onDidChangeContent(() => changed.current(model.getValue()));
    return () => {
      listening.dispose();
      made.dispose();
      model.dispose();
      editor.current = undefined;
    };
  }, []);

  // Text from elsewhere (reverted, another program's); what was typed here is there already, and Undo brings it back.
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || model.getValue() === text) return;
    model.pushStackElement();
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    model.pushStackElement();
  }, [text]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(
      model,
      'lockstep',
      problems.map(({ line: at, column, message }) => ({
        severity: monaco.MarkerSeverity.Error,
        message,
        startLineNumber: at,
        endLineNumber: at,
        startColumn: column,
        endColumn: Math.max(column + 1, model.getLineMaxColumn(Math.min(at, model.getLineCount()))),
      })),
    );
  }, [problems]);

  useEffect(() => {
    if (line === undefined) {
      mark.current?.clear();
      return;
    }
    mark.current?.set([
      { range: new monaco.Range(line, 1, line, 1), options: { isWholeLine: true, className: 'scenario-line' } },
    ]);
    if (editor.current?.hasTextFocus() === false) editor.current.revealLineInCenterIfOutsideViewport(line);
  }, [line]);

  return <div className="scenario-editor" ref={host} />;
}
