/** What happens to a report on its way here (lockdep-format.md, 0): prefixes, quoting, wrapping, lost blanks. For tests. */
import * as fc from 'fast-check';

export interface Mangling {
  readonly prefix:
    | 'none'
    | 'time'
    | 'caller'
    | 'dmesg'
    | 'dmesg-caller'
    | 'level'
    | 'clock'
    | 'syslog'
    | 'iso'
    | 'delta'
    | 'rsyslog'
    | 'escaped'
    | 'facility'
    | 'logcat'
    | 'vendor'
    | 'journal'
    | 'relative'
    | 'bare-caller';
  readonly quote: '' | '> ' | '>> ' | '> > ' | '| ';
  readonly spaces: 'kept' | 'collapsed' | 'nbsp' | 'mojibake' | 'stripped';
  readonly crlf: boolean;
  readonly wrap: boolean;
  readonly inline: boolean;
  readonly foreign: readonly number[];
}

export const mangling: fc.Arbitrary<Mangling> = fc.record({
  prefix: fc.constantFrom(
    'none',
    'time',
    'caller',
    'dmesg',
    'dmesg-caller',
    'level',
    'clock',
    'syslog',
    'iso',
    'delta',
    'rsyslog',
    'escaped',
    'facility',
    'logcat',
    'vendor',
    'journal',
    'relative',
    'bare-caller',
  ),
  quote: fc.constantFrom('', '> ', '>> ', '> > ', '| '),
  spaces: fc.constantFrom('kept', 'collapsed', 'nbsp', 'mojibake', 'stripped'),
  crlf: fc.boolean(),
  wrap: fc.boolean(),
  inline: fc.boolean(),
  foreign: fc.array(fc.nat(200), { maxLength: 8 }),
});

const FOREIGN = [
  'usb 1-1: new high-speed USB device number 4',
  'EXT4-fs (vda1): mounted filesystem',
  'audit: type=1400 audit(1.2:3): apparmor="STATUS"',
];

/** syzkaller's symbolizer repeats the line for every inlined caller. */
const repeatInline = (record: string): string => {
  const site = /^(.*, at: )([\w.]+)\+0x/.exec(record);
  if (site) return `${site[1]!}spin_lock include/linux/spinlock.h:354 [inline]\n${record} mm/some_file.c:12`;
  const frame = /^( +)[\w.]+\+0x[0-9a-f]+\/0x[0-9a-f]+$/.exec(record);
  return frame ? `${frame[1]!}helper include/linux/helper.h:7 [inline]\n${record} mm/some_file.c:34` : record;
};

/** Cut at a blank before column 72, as mailers do. Only lock lines get that long. */
const wrapLine = (line: string, quote: string): string[] => {
  if (line.length <= 76 || !line.includes(', at: ')) return [line];
  const cut = line.lastIndexOf(', at: ') + 5;
  return [line.slice(0, cut), quote + line.slice(cut + 1)];
};

/** The log that arrives when `records` are sent this way. */
export const mangle = (records: readonly string[], how: Mangling): string => {
  const withCaller = how.prefix === 'caller' || how.prefix === 'dmesg-caller' || how.prefix === 'bare-caller';
  const lines: string[] = [];
  const spaced = (text: string): string => {
    switch (how.spaces) {
      case 'kept':
        return text;
      case 'collapsed':
        return text.replace(/ {2,}/g, ' ');
      case 'nbsp':
        return text.replace(/ {2}/g, ' \u00a0');
      case 'mojibake':
        return text.replace(/ {2}/g, '\u00c2\u00a0\u00c2\u00a0');
      case 'stripped':
        return text.replace(/^ +/, '');
    }
  };
  const prefixOf = (n: number): string => {
    const time = `${String(100 + Math.floor(n / 7)).padStart(5)}.${String((n * 1371) % 1_000_000).padStart(6, '0')}`;
    switch (how.prefix) {
      case 'none':
        return '';
      case 'time':
      case 'dmesg':
        return `[${time}] `;
      case 'caller':
        return `[${time}][ T4242] `;
      case 'dmesg-caller':
        return `[${time}] [  T4242] `;
      case 'level':
        return `<4>[${time}] `;
      case 'clock':
        return '[Wed Dec 16 13:30:45 2020] ';
      case 'syslog':
        return `Jul 29 18:27:12 testnode1 kernel: [${time}] `;
      case 'iso':
        return '2020-12-16T13:30:45,123456+01:00 ';
      case 'delta':
        return '[  +0.000531] ';
      case 'escaped':
        return `Jul 29 18:27:12 testnode1 kernel: [${time}] `;
      case 'facility':
        return `kern  :warn  : [${time}] `;
      case 'logcat':
        return '01-01 00:00:05.123     0     0 W         : ';
      case 'vendor':
        return `[${time}] c0      1 `;
      case 'journal':
        return 'kernel: ';
      case 'relative':
        return '[Dec16 13:30] ';
      case 'bare-caller':
        return '[T4242] ';
      case 'rsyslog':
        return '2016-03-26T20:52:22.526357+00:00 mira108 kernel: ';
    }
  };
  records.forEach((record, n) => {
    const prefix = prefixOf(n);
    const text = how.inline ? repeatInline(record) : record;
    // rsyslog escapes the newlines of a record.
    const pieces = how.prefix === 'escaped' && !how.inline ? [text.replaceAll('\n', '#012')] : text.split('\n');
    pieces.forEach((piece, i) => {
      const hanging = (how.prefix === 'dmesg' || how.prefix === 'dmesg-caller') && i > 0 && !piece.includes('+0x');
      const line = hanging ? ' '.repeat(prefix.length) + piece : prefix + piece;
      const shown = how.spaces === 'stripped' ? prefix + spaced(piece) : spaced(line);
      lines.push(
        ...(how.wrap ? wrapLine(shown, how.quote) : [shown]).map((part, k) =>
          k === 0
            ? how.quote + part
            : part === ''
              ? part
              : how.quote === '' || part.startsWith(how.quote)
                ? part
                : how.quote + part,
        ),
      );
    });
    // Foreign lines between records; by caller id they are known, so more of them may come.
    const here = how.foreign.filter((at) => at === n).length;
    for (let i = 0; i < here; i++) {
      const other = withCaller ? prefix.replace('T4242', 'C1') : prefix;
      lines.push(`${how.quote}${other}${FOREIGN[(n + i) % FOREIGN.length]!}`);
    }
  });
  return lines.join(how.crlf ? '\r\n' : '\n') + (how.crlf ? '\r\n' : '\n');
};
