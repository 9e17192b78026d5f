/** What a report says, in one sentence. */
import type { Report } from '../contract/report.ts';
import { grammars } from './kinds/index.ts';

/**
 * What conflicts with what, in one sentence for every kind, e.g. "rcu_torture_sta/109 takes cpu_hotplug_lock while
 * holding slab_mutex; earlier cpu_hotplug_lock was held when slab_mutex was taken". No full stop at the end.
 * Class names come from the log: hostile text, to be shown as text.
 */
export const sentenceOf = (report: Omit<Report, 'signature' | 'completeness'>): string =>
  grammars[report.kind].sentence(report);
