/** Node's memchr for the report reader, which knows no platform. */
import type { ByteSearch } from '../../shared/console-text/byte-scan.ts';

export const nodeByteSearch: ByteSearch = {
  indexOf: (bytes, byte, from) =>
    (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).indexOf(
      byte,
      from,
    ),
};
