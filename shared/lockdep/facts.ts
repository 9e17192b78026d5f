/**
 * What a line may be, from its text alone. A report is read again and again while it is printed, and logs say the same
 * things over and over: each line's text is looked at once, and only as far as somebody asks.
 */
import type { Frame } from '../contract/report.ts';
import { isStackFurniture } from './backtrace.ts';
import { chainHeadLength, isChainHead, isDependencyLine } from './chain.ts';
import { isDumpLine } from './dependency-dump.ts';
import { parseFrame } from './frame.ts';
import { parseHeadline, type Headline } from './headline.ts';
import { isHeldLine } from './held-list.ts';
import { isIrqLine } from './irq.ts';
import { findLockTerm, type LockTerm } from './lock-term.ts';
import { promptsIn, type FoundPrompt } from './kinds/index.ts';
import { openingOf, type Opening } from './opening.ts';
import { isRuler } from './skeleton.ts';
import { isScenarioLine } from './scenario-table.ts';

/** What was found out, or that nothing was; undefined while nobody has asked. */
interface Found<T> {
  readonly value: T;
}

/** Bits of `LineFacts.elements`. */
export const MAY_BE = { prompt: 1, irq: 2, chain: 4, dependency: 8, scenario: 16, held: 32, dump: 64 } as const;

export class LineFacts {
  /** The line without transport and without blanks around it. */
  readonly text: string;
  private foundFrame: Found<Frame | undefined> | undefined;
  private foundHeadline: Found<Headline | undefined> | undefined;
  private foundOpening: Found<Opening> | undefined;
  private foundPrompts: readonly FoundPrompt[] | undefined;
  private foundElements = -1;
  private foundTerm: Found<LockTerm | undefined> | undefined;
  private foundStack: boolean | undefined;
  private foundRuler: boolean | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Shared by all who ask, as everything here: not to be changed. */
  get frame(): Frame | undefined {
    return (this.foundFrame ??= { value: parseFrame(this.text) }).value;
  }

  get headline(): Headline | undefined {
    return (this.foundHeadline ??= { value: parseHeadline(this.text) }).value;
  }

  get opening(): Opening {
    return (this.foundOpening ??= { value: openingOf(this.text) }).value;
  }

  /** The sentences that the line may be, in the order in which they are tried. */
  get prompts(): readonly FoundPrompt[] {
    return (this.foundPrompts ??= promptsIn(this.text));
  }

  get ruler(): boolean {
    return (this.foundRuler ??= isRuler(this.text));
  }

  /** Which of the readers of sentences, locks, chains, tables and dumps may take the line: a set of `MAY_BE` bits. */
  get elements(): number {
    if (this.foundElements < 0) {
      const text = this.text;
      this.foundElements =
        (this.prompts.length > 0 ? MAY_BE.prompt : 0) |
        (isIrqLine(text) ? MAY_BE.irq : 0) |
        (isChainHead(text) ? MAY_BE.chain : 0) |
        (isDependencyLine(text) ? MAY_BE.dependency : 0) |
        (isScenarioLine(text) ? MAY_BE.scenario : 0) |
        (isHeldLine(text) ? MAY_BE.held : 0) |
        (isDumpLine(text) ? MAY_BE.dump : 0);
    }
    return this.foundElements;
  }

  /** The lock term behind the number of a chain head. */
  get chainTerm(): LockTerm | undefined {
    return (this.foundTerm ??= { value: findLockTerm(this.text.slice(chainHeadLength(this.text)).trim()) }).value;
  }

  /** May it stand inside or around a stack dump? */
  get stack(): boolean {
    return (this.foundStack ??= isStackFurniture(this.text));
  }
}

/** So many texts are remembered, twice: the younger half and the older one. */
const GENERATION = 1024;
/** Longer texts are rare in logs and would cost too much memory. */
const LONGEST = 300;
let young = new Map<string, LineFacts>();
let old = young;

/** The facts of `text`, remembered for a while; the memory is bounded. */
export const factsOf = (text: string): LineFacts => {
  if (text.length > LONGEST) return new LineFacts(text);
  let facts = young.get(text);
  if (facts !== undefined) return facts;
  facts = old.get(text) ?? new LineFacts(text);
  if (young.size >= GENERATION) {
    old = young;
    young = new Map();
  }
  young.set(text, facts);
  return facts;
};
