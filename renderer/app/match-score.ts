/** How well a text matches what was typed. Every word must be in it; starts of words and early places count more. */
export function matchScore(text: string, query: string): number {
  const haystack = text.toLowerCase();
  let score = 1;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const at = haystack.indexOf(word);
    if (at < 0) return 0;
    const isWordStart = at === 0 || !/[\p{L}\p{N}]/u.test(haystack[at - 1] ?? ' ');
    score += (isWordStart ? 2 : 1) + 1 / (1 + at);
  }
  return score;
}
