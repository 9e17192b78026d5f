/**
 * Monaco as Lockstep uses it: the editor core, the few features a reader and a notebook need, and four languages. One
 * worker, served from our own origin. Everybody who wants an editor imports `monaco` and `useMonacoTheme` from here.
 */
import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/lineSelection/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/snippet/register';
// The feature “suggest” only brings the inline part; the list is this. Here, not where it is used: services are made once.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/cpp/register';
import 'monaco-editor/languages/definitions/markdown/register';
import 'monaco-editor/languages/definitions/rust/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { useEffect } from 'react';
import { registerAssembler } from './asm-language.ts';
import { themeName, token, useThemeName, type ThemeName } from './theme.ts';

export { monaco };

window.MonacoEnvironment = { getWorker: () => new EditorWorker({ name: 'editor' }) };
registerAssembler(monaco.languages);

/** Options that every editor of ours shares. */
export const EDITOR_OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', 'JetBrains Mono', 'DejaVu Sans Mono', monospace",
  fontLigatures: false,
  fontSize: 12,
  lineHeight: 18,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'none',
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  scrollbar: { verticalScrollbarSize: 11, horizontalScrollbarSize: 11, useShadows: false },
  smoothScrolling: false,
  cursorBlinking: 'solid',
  stickyScroll: { enabled: false },
  // Who has something to suggest switches it on.
  quickSuggestions: false,
  wordBasedSuggestions: 'off',
  unicodeHighlight: { ambiguousCharacters: false },
  padding: { top: 4, bottom: 4 },
};

/** Monaco wants `#rrggbb` or `#rrggbbaa`. */
const hex = (name: `--${string}`, alpha = ''): string => `${token(name)}${alpha}`;
const bare = (name: `--${string}`): string => token(name).replace('#', '');

function defineTheme(name: ThemeName): string {
  const id = `lockstep-${name}`;
  const dark = name === 'dark';
  monaco.editor.defineTheme(id, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare('--fg') },
      { token: 'comment', foreground: bare('--fg-faint'), fontStyle: 'italic' },
      { token: 'keyword', foreground: dark ? '8cb8ec' : '0b4f96' },
      { token: 'string', foreground: dark ? 'b9c58a' : '4f6110' },
      { token: 'number', foreground: dark ? 'd3b08c' : '82460e' },
      { token: 'type', foreground: dark ? '8fc7c7' : '146064' },
    ],
    colors: {
      'editor.background': hex('--code-bg'),
      'editor.foreground': hex('--fg'),
      'editorLineNumber.foreground': hex('--fg-faint'),
      'editorLineNumber.activeForeground': hex('--fg'),
      'editorCursor.foreground': hex('--accent'),
      'editor.selectionBackground': hex('--accent', '44'),
      'editor.inactiveSelectionBackground': hex('--accent', '28'),
      'editor.wordHighlightBackground': hex('--accent', '1e'),
      'editor.findMatchBackground': hex('--waiting', '66'),
      'editor.findMatchHighlightBackground': hex('--waiting', '33'),
      'editorWidget.background': hex('--bg-raised'),
      'editorWidget.border': hex('--line-strong'),
      'editorWidget.foreground': hex('--fg'),
      'input.background': hex('--bg-input'),
      'input.foreground': hex('--fg'),
      'input.border': hex('--line-strong'),
      focusBorder: hex('--focus'),
      'menu.background': hex('--bg-raised'),
      'menu.foreground': hex('--fg'),
      'menu.selectionBackground': hex('--bg-selected'),
      'menu.selectionForeground': hex('--fg'),
      'scrollbarSlider.background': hex('--line-strong', '99'),
      'scrollbarSlider.hoverBackground': hex('--fg-faint', '99'),
      'scrollbarSlider.activeBackground': hex('--fg-faint'),
      'editorBracketMatch.background': hex('--accent', '22'),
      'editorBracketMatch.border': hex('--line-strong'),
      'editorSuggestWidget.background': hex('--bg-raised'),
      'editorSuggestWidget.foreground': hex('--fg'),
      'editorSuggestWidget.selectedBackground': hex('--bg-selected'),
      'editorSuggestWidget.selectedForeground': hex('--fg'),
      'editorSuggestWidget.highlightForeground': hex('--accent'),
      'editorSuggestWidget.focusHighlightForeground': hex('--accent'),
      'editorError.foreground': hex('--error'),
      'editorGutter.background': hex('--code-bg'),
    },
  });
  return id;
}

/** Keeps Monaco in the theme on screen. Call it in every component that has an editor. */
export function useMonacoTheme(): void {
  const name = useThemeName();
  useEffect(() => monaco.editor.setTheme(defineTheme(name)), [name]);
}

/** For an editor that is made before the first effect runs. */
export const currentMonacoTheme = (): string => defineTheme(themeName());
