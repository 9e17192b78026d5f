/** The report grammar of shared/lockdep, named once for the whole analysis host. */
export { createReportReader } from '../../shared/lockdep/reader.ts';
export { sentenceOf } from '../../shared/lockdep/sentence.ts';
