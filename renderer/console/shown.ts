/** Log or terminal: which of the two each console was left with. */
export type Shown = 'log' | 'terminal';
const left = new Map<string, Shown>();

export const leftShown = (consoleId: string): Shown => left.get(consoleId) ?? 'log';
export const rememberShown = (consoleId: string, shown: Shown): void => void left.set(consoleId, shown);
