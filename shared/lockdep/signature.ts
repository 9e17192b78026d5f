/** Identity of a bug: equal on another boot, machine, build, address, pid and class number. */
import { shortName } from '../console-text/short-name.ts';
import type { AnyReport } from './kinds/grammar.ts';
import { grammars } from './kinds/index.ts';

/** `<kind>-<16 hex digits>`. What goes in is the kind's `identity`: class names and functions, no numbers of a boot. */
export const signatureOf = (report: AnyReport): string => {
  const identity = grammars[report.kind].identity(report);
  // A report of which only the headline is left could be any bug: it is a group of its own.
  const nothing = identity.every((part) => /^[?@]*$/.test(part));
  const own = nothing
    ? [report.source.name, String(report.source.firstLine), report.task?.comm ?? '', report.kernel?.release ?? '']
    : [];
  return `${report.kind}-${shortName([report.kind, ...identity, ...own].join('\u0000'))}`;
};
