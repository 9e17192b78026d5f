/** Is this a log at all? Only the kinds of bytes are counted; what they say is nobody's business here. */

/** Share of bytes that no text has, above which a file is called binary. */
const LIMIT = 0.02;
const LOOK_AT = 64 * 1024;

const MAGIC: readonly { readonly starts: readonly number[]; readonly what: string; readonly hint: string }[] = [
  { starts: [0x1f, 0x8b], what: 'a gzip file', hint: ' Unpack it first (gunzip).' },
  { starts: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz file', hint: ' Unpack it first (unxz).' },
  { starts: [0x28, 0xb5, 0x2f, 0xfd], what: 'a zstd file', hint: ' Unpack it first (unzstd).' },
  { starts: [0x42, 0x5a, 0x68], what: 'a bzip2 file', hint: ' Unpack it first (bunzip2).' },
  { starts: [0x50, 0x4b, 0x03, 0x04], what: 'a zip file', hint: ' Unpack it first (unzip).' },
  { starts: [0x7f, 0x45, 0x4c, 0x46], what: 'an ELF program', hint: '' },
];

const isTextControl = (byte: number): boolean => (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b;

/**
 * @param head the first bytes of a file
 * @returns a sentence for the user when it doesn't look like text
 */
export function looksBinary(head: Uint8Array): string | undefined {
  const magic = MAGIC.find(({ starts }) => starts.every((byte, index) => head[index] === byte));
  if (magic !== undefined) return `Looks like a binary file: it begins like ${magic.what}.${magic.hint}`;
  const looked = Math.min(head.length, LOOK_AT);
  let strange = 0;
  for (let i = 0; i < looked; i++) {
    const byte = head[i]!;
    if (byte === 0x7f || (byte < 0x20 && !isTextControl(byte))) strange++;
  }
  if (looked === 0 || strange <= looked * LIMIT) return undefined;
  return `Looks like a binary file: ${strange} of its first ${looked} bytes are no text.`;
}
