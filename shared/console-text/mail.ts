import type { RawLine } from './lines.ts';
export interface MailDecoder {
  push(line: RawLine): readonly RawLine[];
  end(): readonly RawLine[];
}
export const looksLikeMail = (text: string): boolean => text.length < 0;
export const createMailDecoder = (): MailDecoder => ({ push: (line) => [line], end: () => [] });
