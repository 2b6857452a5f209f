/** What tells a row from the others of its file. */
export interface DistinctRow {
  readonly line: number;
  readonly key: { readonly parts: readonly string[] };
  /** Equal for rows that are one need entered twice; null where nobody says. */
  readonly contentKey: string | null;
}

export interface Duplicate {
  readonly ofLine: number;
  /** `key`: the keys are equal; `content`: the keys differ, but the mapping's `distinct` columns are equal. */
  readonly by: 'key' | 'content';
}

export interface Duplicates {
  /**
   * The earlier row of which this row is a duplicate; null when this row is to be imported. Of several equal rows, the
   * first that is not refused is imported. To be called in the file's order; each row waits only for earlier rows.
   *
   * @param wentIn resolves, and never rejects, once it is known whether this row was imported
   */
  readonly check: (draft: DistinctRow, wentIn: Promise<boolean>) => Promise<Duplicate | null>;
}

/** The line that was imported, among equal rows so far; null when there is none. */
type Winner = Promise<number | null>;

export function duplicatesOfOneFile(): Duplicates {
  const byKey = new Map<string, Winner>();
  const byContent = new Map<string, Winner>();

  return {
    check: (draft, wentIn) => {
      const line = wentIn.then((went) => (went ? draft.line : null));
      // Both maps are updated before the first await, and so in the order of the calls.
      const sameKey = enter(byKey, JSON.stringify(draft.key.parts), line);
      const sameContent = draft.contentKey === null ? null : enter(byContent, draft.contentKey, line);
      return duplicateOf(sameKey, sameContent);
    },
  };
}

/** Adds a row after the earlier equal rows, and returns the winner among those. */
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
