/** Mutations of logs, from a seed: the same seed gives the same bytes. For tests. */

/** A small generator of random numbers (mulberry32). */
export const randomNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const SNIPPETS = [
  '-> #1 (a){+.+.}-{4:4}:\n',
  ' #0: ffff888106a71958 (&q->lock){+.+.}-{4:4}, at: f+0x1/0x2\n',
  '){+.+.}',
  '((((((((((((((((((((',
  '#012',
  '>>>>>>>>',
  'WARNING: possible recursive locking detected\n',
  '*** DEADLOCK ***\n',
  'lock(',
  '\u0000\u0001\ufffd',
  '=\n',
  '[    1.000000][    T1] ',
  'Linux version 6.1.0 (x)\n',
  'From: a@b\nSubject: c\n\n',
];

/** `input` with a few random changes: cut, repeated, swapped, overwritten, joined lines, flipped bits. */
export const mutate = (input: Uint8Array, random: () => number): Uint8Array => {
  let bytes = Buffer.from(input);
  const at = (): number => Math.floor(random() * (bytes.length + 1));
  const rounds = 1 + Math.floor(random() * 6);
  for (let round = 0; round < rounds; round++) {
    const a = at();
    const b = Math.min(bytes.length, a + Math.floor(random() * random() * 2000));
    switch (Math.floor(random() * 9)) {
      case 0:
        bytes = Buffer.concat([bytes.subarray(0, a), bytes.subarray(b)]);
        break;
      case 1:
        bytes = Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
        break;
      case 2:
        bytes = bytes.subarray(0, a);
        break;
      case 3:
        bytes = bytes.subarray(a);
        break;
      case 4:
        for (let i = a; i < b; i += 1 + Math.floor(random() * 50)) bytes[i] = Math.floor(random() * 256);
        break;
      case 5:
        for (let i = a; i < b; i++) if (bytes[i] === 10) bytes[i] = random() < 0.5 ? 32 : 13;
        break;
      case 6:
        bytes = Buffer.concat([
          bytes.subarray(0, a),
          Buffer.from(SNIPPETS[Math.floor(random() * SNIPPETS.length)]!),
          bytes.subarray(a),
        ]);
        break;
      case 7: {
        const piece = bytes.subarray(a, Math.min(b, a + 200));
        bytes = Buffer.concat([
          bytes.subarray(0, a),
          ...Array.from({ length: Math.floor(random() * 200) }, () => piece),
          bytes.subarray(a),
        ]);
        break;
      }
      default: {
        const other = at();
        bytes = Buffer.concat([bytes.subarray(0, a), bytes.subarray(other, other + 500), bytes.subarray(a)]);
      }
    }
    if (bytes.length > 200_000) bytes = bytes.subarray(0, 200_000);
  }
  return bytes;
};
