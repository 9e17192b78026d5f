// The layers are held here: renderer -> shared <- electron, and shared knows no Node, DOM, Electron or React.
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

// Whole module names: a folder of ours may be called console/ or path/.
const nodeModules = `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')}))$`;
const restrict = (patterns, paths = []) => ({
  'no-restricted-imports': ['error', { patterns, paths }],
});
const layer = (group, message) => ({ group, message });

const NO_ELECTRON = layer(['electron', 'electron/*', 'electron-store'], 'Only electron/ may use Electron.');
const NO_REACT = layer(
  ['react', 'react/*', 'react-dom', 'react-dom/*', 'monaco-editor', 'cytoscape'],
  'Only renderer/ may use React and its widgets.',
);
const NO_NODE = { regex: nodeModules, message: 'Node belongs into electron/.' };

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'e2e/results/', 'resources/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: [] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['shared/**/*.ts'],
    ignores: ['shared/**/*.test.ts', 'shared/testing/**'],
    rules: {
      ...restrict([
        NO_ELECTRON,
        NO_REACT,
        NO_NODE,
        layer(['**/electron/**', '**/renderer/**', '**/e2e/**'], 'shared/ depends on nobody.'),
      ]),
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'process', 'Buffer', 'require', 'setTimeout', 'setInterval', 'fetch', 'console'],
      ],
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    ignores: ['renderer/**/*.test.ts', 'renderer/**/*.test.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...restrict([
        NO_ELECTRON,
        NO_NODE,
        layer(['**/electron/**'], 'The renderer talks to electron/ through shared/contract only.'),
      ]),
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require'],
    },
  },
  {
    files: ['electron/**/*.ts'],
    rules: {
      ...restrict([NO_REACT, layer(['**/renderer/**'], 'electron/ and renderer/ meet in shared/contract.')]),
      'no-restricted-properties': [
        'error',
        {
          object: 'shell',
          property: 'openExternal',
          message: 'Links of logs and notebooks are text (docs/security.md).',
        },
      ],
    },
  },
  {
    // Reading only reads and records: no parser may enter the console host.
    files: ['electron/console-host/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: restrict([
      NO_REACT,
      layer(
        ['**/shared/lockdep/**', '**/shared/scenario/**', '**/shared/console-text/**'],
        'The console host reads and records; nothing else runs here.',
      ),
    ]),
  },
  {
    files: ['electron/cli/**/*.ts', 'scripts/**', 'e2e/**', 'electron/**/*.test.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: { 'no-console': 'off' },
  },
);
