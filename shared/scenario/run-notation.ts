/** What a run looks like as text (`run-text.ts`), for those that only pass it on. */

/** Begins a packed run; no readable one begins with it. */
export const PACKED = '_';

export const RUN_TEXT = /^(?:[0-9a-uRWFI-]{1,2000}|_[A-Za-z0-9_-]{1,2000})$/;
