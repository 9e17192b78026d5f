import { expect, test } from 'vitest';
import { createMailDecoder, looksLikeMail } from './mail.ts';

const decode = (text: string): string[] => {
  const decoder = createMailDecoder();
  const out: string[] = [];
  let byte = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const raw = { text: line, line: i + 1, lastLine: i + 1, firstByte: byte, lastByte: byte + line.length + 1 };
    byte += line.length + 1;
    out.push(...decoder.push(raw).map((one) => one.text));
  }
  return [...out, ...decoder.end().map((one) => one.text)];
};

const head = (extra: string) => `From: a@example.org\nSubject: splat\nMessage-ID: <1@example.org>\n${extra}\n\n`;

test('a mail is told from a log', () => {
  expect(looksLikeMail(head('X-A: b'))).toBe(true);
  expect(looksLikeMail(`From a@example.org Thu Jan  1 00:00:00 1970\n${head('X-A: b')}`)).toBe(true);
  expect(looksLikeMail('[    0.000000] Linux version 6.12\n')).toBe(false);
  expect(looksLikeMail('WARNING: possible circular locking dependency detected\nFrom: x\n')).toBe(false);
});

test('quoted-printable, soft breaks, no-break spaces', () => {
  const text = `${head('Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable')}=3D=3D=3D\n(&q->q_usage=\n_counter)\n=C2=A0x`;
  expect(decode(text)).toEqual(['===', '(&q->q_usage_counter)', '\u00a0x']);
});

test('base64 in a multipart, the HTML alternative left out', () => {
  const text = `${head('Content-Type: multipart/alternative; boundary="b 1"')}preamble\n--b 1\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8K\nd29ybGQK\n--b 1\nContent-Type: text/html\n\n<p>hello</p>\n--b 1--\nepilogue`;
  expect(decode(text)).toEqual(['hello', 'world']);
});

test('format=flowed joins what it cut, but never two printk lines', () => {
  const text = `${head('Content-Type: text/plain; format=flowed')}(_xmit_ETHER#2){+.-.}, at: \nsch_direct_xmit+0x2f0/0x360\n  lock(a);\n[    1.0] x \n[    1.1] y`;
  expect(decode(text)).toEqual([
    '(_xmit_ETHER#2){+.-.}, at: sch_direct_xmit+0x2f0/0x360',
    ' lock(a);',
    '[    1.0] x ',
    '[    1.1] y',
  ]);
});

test('several mails of an mbox', () => {
  const one = `From a@example.org Thu Jan  1 00:00:00 1970\n${head('X-A: b')}text`;
  expect(decode(`${one}\n>From here\n\n${one}`)).toEqual(['text', 'From here', '', 'text']);
});
