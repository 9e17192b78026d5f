/** Callers as people name them, e.g. in a filter. */

/** `T42` (a task), `C0` (a CPU in interrupt context), `42`, `insmod/42`, `CPU0`, `cpu 0` without its blank */
const NAMED = /^(?:([TC])(\d{1,10})|(?:\S{0,16}\/)?(\d{1,10})|cpu(\d{1,5}))$/i;

export interface Callers {
  /** As CONFIG_PRINTK_CALLER prints them. */
  readonly ids: readonly string[];
  /** What is none. */
  readonly unknown: readonly string[];
}

/** Read a list of callers, separated by blanks or commas. */
export function callersOf(text: string): Callers {
  const ids = new Set<string>();
  const unknown: string[] = [];
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, kind, number, pid, cpu] = NAMED.exec(word) ?? [];
    if (kind !== undefined) ids.add(`${kind.toUpperCase()}${number}`);
    else if (cpu !== undefined) ids.add(`C${cpu}`);
    else if (pid !== undefined) ids.add(`T${pid}`);
    else unknown.push(word);
  }
  return { ids: [...ids], unknown };
}
