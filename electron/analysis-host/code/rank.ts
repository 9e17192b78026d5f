/** Which of several definitions of a name is most likely the one in the trace. */
import type { Definition } from './function-index.ts';

/** Built into every kernel; drivers of the same name usually are not. */
const CORE = /^(?:kernel|mm|fs|net|block|ipc|lib|init|security|crypto|io_uring|virt)\//;
/** Runs before or outside of the kernel proper. */
const ASIDE = /^(?:arch\/[^/]+\/(?:boot|purgatory|um|tools|realmode|vdso|entry\/vdso)|arch\/um)\//;
const OTHER_ARCHITECTURE = /^arch\/(?!x86\/)/;

const squash = (text: string): string => text.replaceAll('-', '_').toLowerCase();

/** Does a path look like it belongs to a module? Modules are named after their folder or their file. */
function isOfModule(file: string, module: string): boolean {
  const name = squash(module);
  const parts = squash(file)
    .replace(/\.[ch]$/, '')
    .split('/');
  return parts.includes(name) || parts.at(-1)?.startsWith(name) === true;
}

function score({ file }: Definition, module: string | undefined): number {
  let points = 0;
  if (module !== undefined && isOfModule(file, module)) points += 100;
  // In headers stand the empty stand-ins for what is configured out, and inlines, which are seldom in a trace.
  if (!file.endsWith('.h')) points += 40;
  if (ASIDE.test(file)) points -= 30;
  if (OTHER_ARCHITECTURE.test(file)) points -= 20;
  if (file.startsWith('arch/x86/')) points += 10;
  if (module === undefined && CORE.test(file)) points += 5;
  return points;
}

/** Best first; equal ones stay in the order of their paths. */
export const ranked = (definitions: readonly Definition[], module: string | undefined): readonly Definition[] =>
  definitions
    .map((definition) => ({ definition, points: score(definition, module) }))
    .sort((a, b) => b.points - a.points || (a.definition.file < b.definition.file ? -1 : 1))
    .map(({ definition }) => definition);
