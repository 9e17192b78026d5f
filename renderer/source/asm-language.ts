/** GNU assembler, as far as a reader of entry code needs it: Monaco brings none. */
import type { languages } from 'monaco-editor/editor';

export const ASSEMBLER = 'lockstep-asm';

/** Register the language. `api` is monaco.languages; a parameter, so that this file needs no editor at run time. */
export function registerAssembler(api: typeof languages): void {
  if (api.getLanguages().some(({ id }) => id === ASSEMBLER)) return;
  api.register({ id: ASSEMBLER });
  api.setMonarchTokensProvider(ASSEMBLER, {
    tokenizer: {
      root: [
        [/\/\*/, 'comment', '@comment'],
        [/\/\/.*$/, 'comment'],
        [/^\s*#\s*(include|define|undef|if|ifdef|ifndef|else|elif|endif|error)\b/, 'keyword'],
        [/#.*$/, 'comment'],
        [/"([^"\\]|\\.)*"/, 'string'],
        [/^\s*[A-Za-z_.$][\w.$]*:/, 'type'],
        [/\.[a-z_]\w*/, 'keyword'],
        [/\b(SYM_\w+|ENTRY|END|ENDPROC)\b/, 'type'],
        [/%[a-z]\w*/, 'string'],
        [/\b(0x[0-9a-fA-F]+|\d+)\b/, 'number'],
      ],
      comment: [
        [/[^*]+/, 'comment'],
        [/\*\//, 'comment', '@pop'],
        [/\*/, 'comment'],
      ],
    },
  });
}
