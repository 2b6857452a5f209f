import { CommandRefused } from '@jalon/application';
import { PublishNeed } from '@jalon/marketplace';
import type { Desk } from '../desk.js';
import type { Refusal } from '../rejection-sentence.js';
import { duplicatesOfOneFile } from './duplicates.js';
import type { Row } from './file/row.js';
import { inOrder } from './in-order.js';
import type { Mapping } from './mapping/mapping.js';
import { enterNeed, type NeedToEnter } from './need.entry.js';
import { organisationsOf, type Organisations } from './organisations.js';
import { shifted } from './row/date-shift.js';
import { checkedCommand } from './row/checked-command.js';
import { needId } from './row/import-ids.js';
import { draftOf, keyText, type NeedDraft } from './row/need-draft.js';
import { wentIn, type RowOutcome } from './row/row-outcome.js';
import { RowRefused } from './row/row-refused.js';

/** Rows at work at once: their appends share commits, and a file of any size holds no more than these in memory. */
const ROWS_AT_ONCE = 32;

export interface NeedImport {
  /** What became of each row, in the file's order. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  readonly organisations: Organisations;
}

/**
 * Enters rows as needs of the desk's tenant.
 *
 * @param shiftDays by how many days the dates move; 0 outside a demonstration
 * @param signal stops between rows: those at work are finished and told
 */
export function importNeeds(
  desk: Desk,
  rows: AsyncIterable<Row>,
  mapping: Mapping,
  { shiftDays, signal }: { readonly shiftDays: number; readonly signal: AbortSignal },
): NeedImport {
  const organisations = organisationsOf(desk, mapping.source);
  const duplicates = duplicatesOfOneFile();

  /** @throws RowRefused */
  function publishingOf({ key, organisation, values }: NeedDraft): NeedToEnter {
    const { source } = mapping;
    const id = needId(desk.tenant, source, key.parts);
    const from = { name: source, key: key.text };
    const given = { id, organisation: organisations.idOf(organisation), ...values, source: from };
    return Object.assign(checkedCommand(PublishNeed, given), { id });
  }

  async function enter(draft: NeedDraft): Promise<RowOutcome> {
    const about = { line: draft.line, key: draft.key.text };
    try {
      const command = publishingOf(draft);
      // Only now: a row that cannot go in leaves no organisation behind.
      await organisations.ensure(draft.organisation);
      const outcome = await enterNeed(desk, command, draft.values);
      return { ...about, outcome, need: command.id };
    } catch (error) {
      return { ...about, outcome: 'refused', rejection: rejectionIn(error) };
    }
  }

  async function enterOnce(draft: NeedDraft): Promise<RowOutcome> {
    const settled = deferred<boolean>();
    try {
      const likeness = await duplicates.check(draft, settled.promise);
      const outcome: RowOutcome = likeness
        ? { line: draft.line, key: draft.key.text, outcome: 'duplicate', ...likeness }
        : await enter(draft);
      settled.resolve(wentIn(outcome));
      return outcome;
    } finally {
      // After a fault nobody waits for this row for ever.
      settled.resolve(false);
    }
  }

  async function handle(row: Row): Promise<RowOutcome> {
    try {
      return await enterOnce(shifted(draftOf(row, mapping), shiftDays));
    } catch (error) {
      return { line: row.line, key: keyText(row, mapping), outcome: 'refused', rejection: rejectionIn(error) };
    }
  }

  return { outcomes: inOrder(rows, ROWS_AT_ONCE, handle, signal), organisations };
}

/** Why a row was refused. @throws the error itself when it is a fault, which ends the import */
function rejectionIn(error: unknown): Refusal {
  if (error instanceof CommandRefused) return error.rejection;
  if (error instanceof RowRefused) return { code: error.code, params: error.params };
  throw error;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
