/** Files of our own making for the tests: our lab's recordings, mangled the way mails and floods mangle them. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../scripts/electron-runtime.mjs';

/** One of `resources/examples/lab-NAME.log`, recorded from our own lab kernel. */
export function labLog(name: string): string {
  return fs.readFileSync(path.join(root, 'resources', 'examples', `lab-${name}.log`), 'utf8');
}

/**
 * The log as a reply quotes it: prose around it, quoted twice, blanks collapsed (so the scenario's columns are lost),
 * no-break spaces after the time.
 */
export function quotedMail(log: string): string {
  const body = log
    .split(/\r?\n/)
    .map((line) => `> > ${line.replace(/[ \t]+/g, ' ').replace(/\] /, ']\u00a0')}`.trimEnd())
    .join('\n');
  return [
    'From: A Developer <developer@example.org>',
    'To: a-list@example.org',
    'Subject: Re: [PATCH] lab: take the journal lock first',
    'Date: Fri, 20 Nov 2026 12:00:00 +0000',
    '',
    'On Thu, a reporter wrote:',
    '> With this series applied I see the splat below.',
    '> ',
    body,
    '> ',
    'Can this really happen? truncate and reclaim never run at the same time.',
    '',
  ].join('\n');
}

/** A file that is no log: every byte value, many NULs. */
export function binaryFile(file: string): void {
  fs.writeFileSync(file, Buffer.from(Array.from({ length: 256 * 1024 }, (_, index) => (index * index * 31) & 255)));
}

/** A console log of about `bytes` bytes with one report in its middle. */
export function bigLog(file: string, bytes: number, report: string): void {
  const line = (n: number): string =>
    `[${(n / 1000).toFixed(6).padStart(12)}][  T${100 + (n % 7)}] usb 1-${n % 9}: device descriptor read/64, error -${n % 100}\n`;
  const descriptor = fs.openSync(file, 'w');
  let written = 0;
  let number = 0;
  let reported = false;
  while (written < bytes) {
    let block = '';
    while (block.length < 1 << 20) block += line((number += 1));
    written += fs.writeSync(descriptor, block);
    if (!reported && written > bytes / 2) {
      written += fs.writeSync(descriptor, `${report}\n`);
      reported = true;
    }
  }
  fs.closeSync(descriptor);
}
