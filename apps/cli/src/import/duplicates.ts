import type { NeedDraft } from './need-draft.js';

export interface Duplicate {
  readonly ofLine: number;
  /** `key`: the same key again; `content`: another key, but equal on the mapping's `distinct` columns. */
  readonly by: 'key' | 'content';
}

export interface Duplicates {
  /**
   * The earlier row of which this one is a duplicate, or null when it is to go in. The first row of a kind that is not
   * refused goes in: a refused row does not take its double down with it. Rows are asked about in the file's order, and
   * each waits for earlier ones only.
   *
   * @param wentIn settles, and never rejects, once it is known whether this row went in
   */
  readonly check: (draft: NeedDraft, wentIn: Promise<boolean>) => Promise<Duplicate | null>;
}

/** The line that went in so far, of all that are alike. */
type Winner = Promise<number | null>;

export function duplicatesOfOneFile(): Duplicates {
  const byKey = new Map<string, Winner>();
  const byContent = new Map<string, Winner>();

  return {
    check: (draft, wentIn) => {
      const line = wentIn.then((went) => (went ? draft.line : null));
      // Both maps are asked before anything is awaited, so in the order of the calls.
      const sameKey = enter(byKey, JSON.stringify(draft.key.parts), line);
      const sameContent = draft.contentKey === null ? null : enter(byContent, draft.contentKey, line);
      return duplicateOf(sameKey, sameContent);
    },
  };
}

/** Enters a row behind those that are like it, and gives the winner among these. */
function enter(winners: Map<string, Winner>, id: string, line: Winner): Winner | null {
  const before = winners.get(id) ?? null;
  winners.set(id, before ? before.then((winner) => winner ?? line) : line);
  return before;
}

async function duplicateOf(sameKey: Winner | null, sameContent: Winner | null): Promise<Duplicate | null> {
  const keyLine = await sameKey;
  if (keyLine !== null) return { ofLine: keyLine, by: 'key' };
  const contentLine = await sameContent;
  return contentLine === null ? null : { ofLine: contentLine, by: 'content' };
}
