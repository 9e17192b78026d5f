/** Three builds: the page, what runs on Node (main, hosts, command line), and the preload. Run by scripts/build.mjs. */
import react from '@vitejs/plugin-react';
import * as path from 'node:path';
import type { InlineConfig } from 'vite';

const root = import.meta.dirname;

const page: InlineConfig = {
  root: path.join(root, 'renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: path.join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    chunkSizeWarningLimit: 8000,
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
};

/** With native code inside, which cannot be bundled: taken from node_modules, which forge.config.ts keeps for them. */
const native = ['serialport', '@lydell/node-pty'];

const node: InlineConfig = {
  root,
  publicDir: false,
  ssr: { noExternal: true, external: ['electron', ...native] },
  build: {
    ssr: true,
    outDir: path.join(root, 'dist'),
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rollupOptions: {
      external: ['electron', ...native],
      input: {
        'main/main': path.join(root, 'electron/main/main.ts'),
        'console-host/console-host': path.join(root, 'electron/console-host/console-host.ts'),
        'console-host/recording-thread': path.join(root, 'electron/console-host/recording-thread.ts'),
        'analysis-host/analysis-host': path.join(root, 'electron/analysis-host/analysis-host.ts'),
        'analysis-host/search-thread': path.join(root, 'electron/analysis-host/search/search-thread.ts'),
        'analysis-host/view-thread': path.join(root, 'electron/analysis-host/views/view-thread.ts'),
        'analysis-host/pattern-thread': path.join(root, 'electron/analysis-host/patterns/pattern-thread.ts'),
        'cli/lockstep': path.join(root, 'electron/cli/lockstep.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

const preload: InlineConfig = {
  root,
  publicDir: false,
  build: {
    lib: { entry: path.join(root, 'electron/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: path.join(root, 'dist/preload'),
    emptyOutDir: true,
    target: 'chrome130',
    rollupOptions: { external: ['electron', ...native] },
  },
};

export default { targets: { page, node, preload } };
