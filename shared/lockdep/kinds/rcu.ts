/** suspicious RCU usage (lockdep.c `lockdep_rcu_suspicious`). */
import type { RcuDetails } from '../../contract/report.ts';
import type { Draft } from '../draft.ts';
import { missingTail, placeOf, who } from './common.ts';
import type { KindGrammar } from './grammar.ts';

const details = (draft: Draft): RcuDetails => (draft.report.rcu ??= { flags: [] });

export const suspiciousRcu: KindGrammar = {
  kind: 'suspicious-rcu',
  headlines: [/^suspicious RCU usage\.?$/i, /^suspicious rcu_dereference(?:_check|_protected)?\(\) usage\.?$/],
  prompts: [
    {
      // {file}:{line} {message}!
      pattern: /^(\S{1,300}\.(?:[chS]|rs)):(\d{1,7}) (\S.{2,300})$/,
      apply: (match, draft) => {
        if (draft.kind !== 'suspicious-rcu' || draft.report.rcu?.message !== undefined || draft.sink !== undefined)
          return false;
        const rcu = details(draft);
        draft.report.rcu = {
          ...rcu,
          file: match[1]!,
          line: Math.max(1, Number(match[2])),
          message: match[3]!.replace(/!+$/, '').trim(),
        };
        return true;
      },
    },
    {
      // rcu_scheduler_active = {n}, debug_locks = {n}
      pattern: /^rcu_scheduler_active = (\d{1,3}), debug_locks = (\d{1,3})$/,
      apply: (match, draft) => {
        draft.report.rcu = { ...details(draft), schedulerActive: Number(match[1]), debugLocks: Number(match[2]) };
        return true;
      },
    },
    {
      pattern:
        /^(RCU used illegally from .{3,60}?|Possible false positive due to lockdep disabling via debug_locks = 0)!?$/,
      apply: (match, draft) => {
        details(draft).flags.push(match[1]!);
        return true;
      },
    },
  ],
  core: (report) => (report.rcu?.message === undefined ? ['RCU message'] : []),
  rest: (report) => [
    ...(report.rcu?.schedulerActive === undefined ? ['rcu_scheduler_active'] : []),
    ...missingTail(report),
  ],
  // Neither the line nor the include path is stable between builds.
  identity: (report) => [
    report.rcu?.file
      ?.replace(/^(?:\.\/)+/, '')
      .replace(/^.*?\/(?=include\/|net\/|fs\/|kernel\/|mm\/|drivers\/|arch\/)/, '') ?? '',
    report.rcu?.message ?? '',
    // Only where the stack is lost does the line have to do.
    placeOf(report.backtrace) || String(report.rcu?.line ?? ''),
  ],
  sentence: (report) =>
    `${who(report)}: ${report.rcu?.message ?? 'suspicious RCU usage'}${report.rcu?.file === undefined ? '' : ` at ${report.rcu.file}:${report.rcu.line ?? 0}`}`,
};
