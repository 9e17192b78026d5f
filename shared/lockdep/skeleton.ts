/** Rulers, the kernel's name and the headline (lockdep-format.md, 1). */
import type { Report } from '../contract/report.ts';

// ======================================   --------------------------------------
export const isRuler = (text: string): boolean => text.length >= 6 && /^(?:={6,}|-{6,})$/.test(text);

// {release} #{build} {taint}
const IDENT = /^(\S{1,120}) #(\S{1,60})(?: (Not tainted|Tainted: .{0,80}))?$/;
// Behind a taint the CPU line repeats release and build.
const TAINT = /^(.*?)\s*$/;

/** The kernel's name below a headline, e.g. `5.5.0-rc3+ #230 Tainted: G           OE`. */
export const parseKernel = (text: string, strict: boolean): Report['kernel'] => {
  const match = IDENT.exec(text);
  if (match) {
    if (match[3] === undefined && (strict || !/^\d+\.\d+/.test(match[1]!))) return undefined;
    const kernel: { release: string; build?: string; taint?: string } = { release: match[1]!, build: `#${match[2]!}` };
    if (match[3] !== undefined)
      kernel.taint = match[3].startsWith('Tainted: ') ? TAINT.exec(match[3].slice(9))![1]! : match[3];
    return kernel;
  }
  const lib = /^liblockdep (\S{1,40})$/.exec(text);
  return lib ? { release: `liblockdep ${lib[1]!}` } : undefined;
};

// "WARNING: text", "INFO: text", "[ INFO: text ]", "[ BUG: text ]"
const OPENING = /^(?:\[ {0,2})?(?:WARNING|INFO|BUG|DEPT|Error): {0,2}/;

/** The words of a headline without WARNING:/BUG:/INFO: and brackets, or undefined when the line begins otherwise. */
export const headlineWords = (text: string): string | undefined => {
  const match = OPENING.exec(text);
  if (!match) return undefined;
  let words = text.slice(match[0].length).trimEnd();
  if (words.endsWith(']')) words = words.slice(0, -1).trimEnd();
  return words;
};
