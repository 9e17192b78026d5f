/** Bytes to text without a platform decoder: shared/ has neither Node nor DOM types. */

const REPLACEMENT = 0xfffd;

/**
 * Decode UTF-8 leniently: a byte that is no part of a valid sequence becomes U+FFFD, except a lone 0xA0, which is the
 * no-break space of a Latin-1 mail. `limit` is the number of bytes looked at, from `from`.
 */
export const decodeUtf8 = (bytes: Uint8Array, from: number, to: number): string => {
  let ascii = true;
  for (let i = from; i < to; i++) {
    if (bytes[i]! > 0x7f) {
      ascii = false;
      break;
    }
  }
  // Lines are short (the caller cuts them), so spreading into fromCharCode stays within the argument limit.
  if (ascii) return String.fromCharCode.apply(null, bytes.subarray(from, to) as unknown as number[]);
  const units: number[] = [];
  for (let i = from; i < to;) {
    const lead = bytes[i]!;
    const need =
      lead < 0x80
        ? 0
        : lead >= 0xc2 && lead < 0xe0
          ? 1
          : lead >= 0xe0 && lead < 0xf0
            ? 2
            : lead >= 0xf0 && lead < 0xf5
              ? 3
              : -1;
    if (need === 0) {
      units.push(lead);
      i++;
      continue;
    }
    let point = need < 0 ? -1 : lead & (0x3f >> need);
    for (let k = 1; k <= need && point >= 0; k++) {
      const next = i + k < to ? bytes[i + k]! : 0;
      point = (next & 0xc0) === 0x80 ? (point << 6) | (next & 0x3f) : -1;
    }
    if (point < 0 || (point >= 0xd800 && point < 0xe000)) {
      units.push(lead === 0xa0 ? 0xa0 : REPLACEMENT);
      i++;
    } else {
      if (point > 0xffff) units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
      else units.push(point);
      i += need + 1;
    }
  }
  return String.fromCharCode.apply(null, units);
};

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let point = text.codePointAt(i)!;
    if (point > 0xffff) i++;
    else if (point >= 0xd800 && point < 0xe000) point = REPLACEMENT;
    if (point < 0x80) bytes[at++] = point;
    else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.subarray(0, at);
};
