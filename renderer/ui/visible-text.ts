/** Marks that reorder or hide the text around them: embeddings, overrides, isolates, zero width, line separators. */
const REORDERING = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text from outside (file names, names of tasks and locks) with such marks replaced by a visible U+FFFD. */
export const visibleText = (text: string): string => text.replace(REORDERING, '\ufffd');
