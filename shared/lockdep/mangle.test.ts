/**
 * A clean report through anything that may happen to it on its way gives the same object. Other cases than CI's:
 *     LOCKSTEP_SEED=$RANDOM npx vitest run shared/lockdep/mangle.test.ts
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frame, LockRef, Report } from '../contract/report.ts';
import { generatedReport, type Truth } from '../testing/generate-report.ts';
import { mangle, mangling } from '../testing/mangle.ts';
import { propertySeed } from '../testing/seed.ts';
import { parseText } from './parse-text.ts';

/** Decoded logs know more: files, lines and inlined callers. */
const plainFrame = (frame: Frame): Frame => {
  const rest = { ...frame };
  delete rest.file;
  delete rest.line;
  return rest;
};
const frames = (list: readonly Frame[] | undefined): Frame[] =>
  (list ?? []).filter((frame) => frame.inline !== true).map(plainFrame);
const lock = (one: LockRef | undefined): LockRef | undefined => (one?.at ? { ...one, at: plainFrame(one.at) } : one);

const said = (report: Report): Truth => ({
  kind: report.kind,
  task: report.task!,
  ...(report.acquiring ? { acquiring: lock(report.acquiring)! } : {}),
  ...(report.holding ? { holding: lock(report.holding)! } : {}),
  ...(report.releasing ? { releasing: lock(report.releasing)! } : {}),
  ...(report.chain ? { chain: report.chain.map((entry) => ({ ...entry, frames: frames(entry.frames) })) } : {}),
  ...(report.dependency ? { dependency: report.dependency } : {}),
  ...(report.scenario ? { steps: report.scenario.steps } : {}),
  heldLocks: (report.heldLocks ?? []).map((one) => ({ ...one, lock: lock(one.lock)! })),
  backtrace: frames(report.backtrace),
});

test('a generated report through any transport gives the same object', () => {
  fc.assert(
    fc.property(generatedReport, mangling, ({ records, truth }, how) => {
      const { reports } = parseText(mangle(records, how), 'x');
      expect(reports).toHaveLength(1);
      expect(said(reports[0]!.report)).toEqual(truth);
      expect(reports[0]!.report.completeness).toEqual({ state: 'complete', missing: [] });
    }),
    { seed: propertySeed, numRuns: 300 },
  );
});

/** One mail holding `text`, encoded as mailers do. */
const asMail = (text: string, encoding: 'quoted-printable' | 'base64' | '8bit', multipart: boolean): string => {
  const bytes = Buffer.from(text);
  const body =
    encoding === 'base64'
      ? bytes.toString('base64').replace(/.{76}/g, '$&\n')
      : encoding === '8bit'
        ? text
        : text
            .split('\n')
            .map((line) =>
              Array.from(Buffer.from(line), (byte) =>
                byte === 61 || byte > 126 || byte < 32
                  ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
                  : String.fromCharCode(byte),
              )
                .join('')
                .replace(/ $/, '=20')
                .replace(/.{73}(?!$)(?<!=.?)/g, '$&=\n'),
            )
            .join('\n');
  const part = `Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n`;
  const head =
    'From: Alice <a@example.org>\nTo: lkml\nSubject: splat\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n';
  return multipart
    ? `${head}Content-Type: multipart/mixed;\n boundary="xyz"\n\nMIME\n--xyz\n${part}--xyz\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--xyz--\n`
    : head + part;
};

test('mails with several encodings, one after the other in an mbox', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(generatedReport, fc.constantFrom('quoted-printable', 'base64', '8bit'), fc.boolean()), {
        minLength: 1,
        maxLength: 3,
      }),
      (mails) => {
        const quoted = (records: readonly string[]) =>
          `Hello,\n\n${mangle(records, { prefix: 'time', quote: '> ', spaces: 'nbsp', crlf: false, wrap: false, inline: false, foreign: [] })}\nRegards\n`;
        const box = mails
          .map(
            ([{ records }, encoding, multipart]) =>
              `From a@example.org Thu Jan  1 00:00:00 1970\n${asMail(quoted(records), encoding, multipart)}\n`,
          )
          .join('');
        const { reports } = parseText(box, 'mbox');
        expect(reports.map(({ report }) => said(report))).toEqual(mails.map(([{ truth }]) => truth));
        for (const { report } of reports) {
          const lines = Buffer.from(box).subarray(0, report.source.firstByte).toString().split('\n').length;
          expect(report.source.firstLine).toBe(lines);
        }
      },
    ),
    { seed: propertySeed, numRuns: 40 },
  );
});

test('the signature does not depend on the transport', () => {
  fc.assert(
    fc.property(generatedReport, mangling, mangling, ({ records }, one, other) => {
      const signature = (text: string) => parseText(text, 'x').reports[0]?.report.signature;
      expect(signature(mangle(records, one))).toBe(signature(mangle(records, other)));
    }),
    { seed: propertySeed, numRuns: 100 },
  );
});

test('a report cut anywhere yields what was there, and says what is missing', () => {
  fc.assert(
    fc.property(generatedReport, fc.nat(), ({ records }, at) => {
      const text = mangle(records, {
        prefix: 'caller',
        quote: '',
        spaces: 'kept',
        crlf: false,
        wrap: false,
        inline: false,
        foreign: [],
      });
      const cut = text.slice(0, at % text.length);
      const { reports } = parseText(cut, 'x');
      expect(reports.length).toBeLessThanOrEqual(1);
      const report = reports[0]?.report;
      if (report && !cut.includes('stack backtrace:')) expect(report.completeness.missing).toContain('stack backtrace');
      if (/acquire lock:\n.*\n/.test(cut)) expect(report?.acquiring).toBeDefined();
    }),
    { seed: propertySeed, numRuns: 100 },
  );
});
