/**
 * What a console may not do to the terminal that shows it: write the clipboard, change titles or colours, make links,
 * or have the terminal type answers (except where the cursor is, which shells ask at every prompt).
 */
import type { IParser } from '@xterm/xterm';

/** Operating system commands that terminals know (xterm's ctlseqs, iTerm, VTE, ConEmu, kitty). */
const OSC = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 22, 46, 50, 51, 52, 60, 61, 99, 104, 105, 106,
  110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 133, 633, 666, 777, 1337, 5522,
];

const swallow = (): boolean => true;

/** Swallow everything that is more than text, colours and cursor movements. */
export function makeHarmless(parser: IParser): void {
  for (const ident of OSC) parser.registerOscHandler(ident, swallow);
  // Who are you? The answer would be typed into the console.
  parser.registerCsiHandler({ final: 'c' }, swallow);
  parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow);
  parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow);
  parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow);
  parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow);
  // Is this mode set? And window operations: sizes and titles are told, too.
  parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow);
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow);
  parser.registerCsiHandler({ final: 't' }, swallow);
  // DECRQSS and the strings of other terminals.
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
  parser.registerDcsHandler({ intermediates: '+', final: 'q' }, swallow);
  // Mouse and focus reports: a console that asks for them would get keys that nobody pressed.
  parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => params.some(isReporting));
  // "Where is the cursor?" (6) is answered; "are you well?" (5) is not.
  parser.registerCsiHandler({ final: 'n' }, (params) => params[0] !== 6);
}

const REPORTING = new Set([9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2031]);
const isReporting = (param: number | number[]): boolean => typeof param === 'number' && REPORTING.has(param);
