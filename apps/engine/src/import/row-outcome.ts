import { CommandRefused } from '@jalon/application';
import type { Json, JsonObject, Uuid } from '@jalon/kernel';
import type { Refusal } from '../rejections.js';
import type { Duplicate } from './duplicates.js';
import { RowRefused, type Row, type Unmatched } from './mapping/cell.js';

/** What became of a row that went in. `left`: a departure was recorded. */
export type Entered = 'created' | 'revised' | 'left' | 'unchanged';

/** A row that went in, with the id of what it is about and the fields that are stored. */
export interface EnteredRow {
  readonly outcome: Entered;
  readonly id: Uuid;
  readonly stored: JsonObject;
  readonly unmatched: readonly Unmatched[];
}

/** Which row it is, for people. */
export interface RowName {
  readonly line: number;
  readonly key: string | null;
}

/** A row as the mapping reads it: what it describes, or why it cannot be read. It is plain data, since another process reads it. */
export type MappedRow<Draft> = RowName & ({ readonly draft: Draft } | { readonly refusal: Refusal });

/**
 * @param read reads the row, and may refuse it
 * @param keyOf its key for the report, of a refused row too
 */
export function mappedRow<Draft>(
  { line }: Row,
  read: () => Draft,
  keyOf: (draft: Draft | null) => string | null,
): MappedRow<Draft> {
  let draft: Draft;
  try {
    draft = read();
  } catch (error) {
    return { line, key: keyOrNull(() => keyOf(null)), refusal: rejectionIn(error) };
  }
  return { line, key: keyOf(draft), draft };
}

function keyOrNull(keyOf: () => string | null): string | null {
  try {
    return keyOf();
  } catch (error) {
    if (error instanceof RowRefused) return null;
    throw error;
  }
}

/** The outcome of one row. `skipped`: there is nothing to enter, and nothing to mend. */
export type RowOutcome = RowName &
  (
    | EnteredRow
    | { readonly outcome: 'refused' | 'skipped'; readonly rejection: Refusal }
    | ({ readonly outcome: 'duplicate' } & Duplicate)
  );

export function wentIn({ outcome }: RowOutcome): boolean {
  return outcome !== 'refused' && outcome !== 'duplicate' && outcome !== 'skipped';
}

/** There is nothing to enter from this row. */
export class RowSkipped extends RowRefused {}

/** Enters a row. A refusal is the outcome of that row; any other error ends the import. */
export async function outcomeOf(row: RowName, enter: () => Promise<EnteredRow>): Promise<RowOutcome> {
  try {
    return { ...row, ...(await enter()) };
  } catch (error) {
    return { ...row, outcome: error instanceof RowSkipped ? 'skipped' : 'refused', rejection: rejectionIn(error) };
  }
}

/** Why a row was refused. @throws the error itself when it is a fault, which ends the import */
export function rejectionIn(error: unknown): Refusal {
  if (error instanceof CommandRefused) return error.rejection;
  if (error instanceof RowRefused) return { code: error.code, params: error.params };
  throw error;
}

/** The fields of a command that are given. */
export function storedOf(command: object): JsonObject {
  const given = Object.entries(command as Readonly<Record<string, Json | undefined>>).filter(
    (field): field is [string, Json] => field[1] !== null && field[1] !== undefined,
  );
  return Object.fromEntries(given);
}
