import { filled, type Position, type Sentence, type SentenceParams, type StreamName } from '@jalon/kernel';
import { CORRUPTIONS, sentenceAt, type Corruption, type StoreName } from '@jalon/ports';
import type { LogFinding } from '@jalon/event-store';
import { checkMessages, notCheckedMessages } from './check.messages.js';

export type FindingCode = Corruption | keyof typeof checkMessages;
export type NotCheckedCode = keyof typeof notCheckedMessages;

/** One thing that is wrong in a store. */
export interface Finding {
  readonly store: StoreName;
  readonly code: FindingCode;
  /** What is wrong, and where. */
  readonly sentence: Sentence;
  readonly position?: Position;
  /** The last of several positions in a row. */
  readonly until?: Position;
  readonly stream?: StreamName;
  readonly revision?: number;
  readonly view?: string;
}

export interface NotChecked {
  readonly code: NotCheckedCode;
  readonly sentence: Sentence;
}

/** More findings of one store are counted only. */
const MOST = 100;

/** Collects what is found and what is left out. */
export interface Findings {
  add(finding: Finding): void;
  found(code: keyof typeof checkMessages, store: StoreName, params: SentenceParams, more?: Partial<Finding>): void;
  event(finding: LogFinding): void;
  notChecked(code: NotCheckedCode, params?: SentenceParams): void;
  readonly list: readonly Finding[];
  readonly leftOut: readonly NotChecked[];
  /** How many findings are not in the list. */
  more(): number;
  in(store: StoreName): number;
}

export function createFindings(): Findings {
  const list: Finding[] = [];
  const leftOut: NotChecked[] = [];
  const counts = new Map<StoreName, number>();

  function add(finding: Finding): void {
    const count = (counts.get(finding.store) ?? 0) + 1;
    counts.set(finding.store, count);
    if (count <= MOST) list.push(finding);
  }

  return {
    add,
    found: (code, store, params, more = {}) =>
      add({ ...more, store, code, sentence: filled(checkMessages[code], params) }),
    event: (finding) => add(ofEvent(finding)),
    notChecked: (code, params = {}) => void leftOut.push({ code, sentence: filled(notCheckedMessages[code], params) }),
    list,
    leftOut,
    more: () => [...counts.values()].reduce((sum, count) => sum + count, 0) - list.length,
    in: (store) => counts.get(store) ?? 0,
  };
}

function ofEvent({ why, at, until }: LogFinding): Finding {
  const { position, stream, revision } = at;
  return {
    store: 'events',
    code: why,
    sentence: untilPosition(sentenceAt(at, why === 'UNKNOWN' ? checkMessages.UNKNOWN : CORRUPTIONS[why]), until),
    ...(position !== undefined && { position }),
    ...(until !== undefined && { until }),
    ...(stream !== undefined && { stream }),
    ...(revision !== undefined && { revision }),
  };
}

function untilPosition({ en, fr }: Sentence, until: Position | undefined): Sentence {
  return until === undefined
    ? { en, fr }
    : { en: `${en} (and all up to position ${until})`, fr: `${fr} (et tous jusqu’à la position ${until})` };
}
