/** What the report reader looks for, in memory that can be looked through fast. */
import type { ByteSearch } from '../../../shared/console-text/byte-scan.ts';
import { nodeByteSearch } from '../../node/node-byte-search.ts';
import { inScanMemory } from './scan-memory.ts';

export const scanByteSearch: ByteSearch = {
  ...nodeByteSearch,
  countNewlines(bytes, from, to) {
    if (to <= from) return 0;
    const { memory, piece } = inScanMemory(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from));
    return memory.newlines(piece, 0, piece.length).count;
  },
};
