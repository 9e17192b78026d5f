/** Identity of a bug: equal on another boot, machine, build, address, pid and class number. */
import type { AnyReport } from './kinds/grammar.ts';
import { grammars } from './kinds/index.ts';

/** FNV-1a over UTF-16 units, twice with different starts: 16 hex digits. No secret, only a short name. */
const hash = (text: string): string => {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
};

/** `<kind>-<16 hex digits>`. What goes in is the kind's `identity`: class names and functions, no numbers of a boot. */
export const signatureOf = (report: AnyReport): string => {
  const identity = grammars[report.kind].identity(report);
  // A report of which only the headline is left could be any bug: it is a group of its own.
  const nothing = identity.every((part) => /^[?@]*$/.test(part));
  const own = nothing
    ? [report.source.name, String(report.source.firstLine), report.task?.comm ?? '', report.kernel?.release ?? '']
    : [];
  return `${report.kind}-${hash([report.kind, ...identity, ...own].join('\u0000'))}`;
};
