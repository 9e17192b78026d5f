/** Monaco's side of a scenario file: colours, and completion of operations, modes, types and the names in the text. */
import { AcquireMode, LockType, SCENARIO_SCHEMA } from '../../shared/contract/scenario.ts';
import { monaco } from '../source/monaco.ts';

export const SCENARIO_LANGUAGE = 'lockstep-scenario';

const OPS = ['acquire', 'release', 'wait', 'complete', 'irq-off', 'irq-on', 'bh-off', 'bh-on'];
const KEYS = [
  'schema',
  'title',
  'about',
  'locks',
  'threads',
  'whatIf',
  'id',
  'type',
  'class',
  'subclass',
  'context',
  'on',
  'steps',
  'op',
  'lock',
  'mode',
  'try',
  'changes',
  'change',
  'thread',
  'step',
  'outOf',
  'where',
  'with',
];
const CHANGES = [
  'hold-outer',
  'drop',
  'move-out',
  'swap',
  'try',
  'mode',
  'split',
  'merge',
  'only-at-boot',
  'one-task',
  'take-reference',
];
const STEP = '{ "op": "acquire", "lock": "$1" },';

monaco.languages.register({ id: SCENARIO_LANGUAGE, extensions: ['.lockstep'] });
monaco.languages.setLanguageConfiguration(SCENARIO_LANGUAGE, {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '"', close: '"', notIn: ['string'] },
  ],
});
monaco.languages.setMonarchTokensProvider(SCENARIO_LANGUAGE, {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'keyword'],
      [/"(?:[^"\\]|\\.)*"/, 'string'],
      [/-?\d+(\.\d+)?/, 'number'],
      [/\b(true|false|null)\b/, 'type'],
    ],
  },
});

/** Names declared in the text; it may be incomplete, so it is not parsed. */
function idsIn(text: string, part: 'locks' | 'threads'): readonly string[] {
  const at = text.indexOf(`"${part}"`);
  if (at === -1) return [];
  const other = text.indexOf(part === 'locks' ? '"threads"' : '"locks"', at);
  const own = text.slice(at, other === -1 ? undefined : other);
  return [...new Set([...own.matchAll(/"id"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ''))];
}

function valuesOf(key: string, text: string): readonly string[] {
  switch (key) {
    case 'op':
      return OPS;
    case 'mode':
      return AcquireMode.options;
    case 'type':
      return LockType.options;
    case 'context':
      return ['task', 'softirq', 'hardirq'];
    case 'lock':
    case 'class':
    case 'outOf':
      return idsIn(text, 'locks');
    case 'on':
    case 'thread':
      return idsIn(text, 'threads');
    case 'change':
      return CHANGES;
    case 'where':
      return ['before', 'after'];
    case 'schema':
      return [SCENARIO_SCHEMA];
    default:
      return [];
  }
}

/** Which bracket is open at the end of a text, and whether a string is. */
function insideOf(text: string): { readonly bracket: string | undefined; readonly isInString: boolean } {
  const open: string[] = [];
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (isInString) {
      if (char === '\\') at++;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{' || char === '[') open.push(char);
    else if (char === '}' || char === ']') open.pop();
  }
  return { bracket: open.at(-1), isInString };
}

monaco.languages.registerCompletionItemProvider(SCENARIO_LANGUAGE, {
  triggerCharacters: ['"', ':', ' '],
  provideCompletionItems(model, position) {
    const { lineNumber, column } = position;
    const before = model.getLineContent(lineNumber).slice(0, column - 1);
    const after = model.getLineContent(lineNumber).slice(column - 1);
    const value = /"(\w+)"\s*:\s*("?)([^",{}[\]]*)$/.exec(before);
    // Keys stand on lines of their own: what is before one may be lines above.
    const above = model.getValueInRange({
      startLineNumber: 1,
      startColumn: 1,
      endLineNumber: lineNumber,
      endColumn: column,
    });
    const { bracket, isInString } = insideOf(above);
    const begun = /[[{,]\s*("?)(\w*)$/.exec(above);
    const key = bracket === '{' && begun !== null && (begun[1] === '"') === isInString ? begun : null;
    const { CompletionItemKind, CompletionItemInsertTextRule } = monaco.languages;
    /** With the quote that the editor closed by itself. */
    const range = (typed: string, withQuote = false): monaco.IRange => ({
      startLineNumber: lineNumber,
      endLineNumber: lineNumber,
      startColumn: column - typed.length,
      endColumn: withQuote && after.startsWith('"') ? column + 1 : column,
    });
    if (value !== null) {
      const [, name = '', quote = '', typed = ''] = value;
      const close = quote === '' || after.startsWith('"') ? '' : '"';
      return {
        suggestions: valuesOf(name, model.getValue()).map((label) => ({
          label,
          kind: CompletionItemKind.Value,
          insertText: quote === '' ? JSON.stringify(label) : JSON.stringify(label).slice(1, -1) + close,
          range: range(typed),
        })),
      };
    }
    if (key !== null) {
      const [, quote = '', typed = ''] = key;
      return {
        suggestions: KEYS.map((label) => ({
          label,
          kind: CompletionItemKind.Property,
          insertText: quote === '' ? `"${label}": ` : `${label}": `,
          range: range(typed, quote !== ''),
        })),
      };
    }
    if (bracket !== '[' || begun === null || isInString) return { suggestions: [] };
    return {
      suggestions: [
        {
          label: 'step',
          kind: CompletionItemKind.Snippet,
          insertText: STEP,
          insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet,
          range: range(begun[2] ?? ''),
        },
      ],
    };
  },
});
