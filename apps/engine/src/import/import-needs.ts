import { CommandRefused } from '@jalon/application';
import { RegisterOrganisation } from '@jalon/directory';
import { isAlreadySo, type JsonObject, type Uuid } from '@jalon/kernel';
import { PublishNeed, ReviseNeed } from '@jalon/marketplace';
import type { CommandSender } from './command-sender.js';
import type { Refusal } from '../rejections.js';
import { duplicatesOfOneFile, type Duplicate } from './duplicates.js';
import { inOrder } from './in-order.js';
import { shifted } from './date-shift.js';
import { RowRefused, type Row, type Unmatched } from './mapping/cell.js';
import type { Mapping } from './mapping/mapping.js';
import {
  checkedCommand,
  draftOf,
  keyText,
  type NeedDraft,
  type NeedDraftValues,
  needId,
  type OrganisationDraft,
  organisationId,
} from './need-draft.js';

/** The rows that are imported at the same time: their appends share commits, and memory holds no other rows. */
const ROWS_AT_ONCE = 32;

export interface NeedImport {
  /** The outcome of each row, in the file's order. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  readonly organisations: Organisations;
}

/**
 * Imports rows as needs of the sender's tenant.
 *
 * @param shiftDays the number of days by which the dates move; 0 outside a demonstration
 * @param signal stops between rows: rows under way are finished and reported
 */
export function importNeeds(
  sender: CommandSender,
  rows: AsyncIterable<Row>,
  mapping: Mapping,
  { shiftDays, signal }: { readonly shiftDays: number; readonly signal: AbortSignal },
): NeedImport {
  const organisations = organisationsOf(sender, mapping.source);
  const duplicates = duplicatesOfOneFile();

  /** @throws RowRefused */
  function publishingOf({ key, organisation, values }: NeedDraft): NeedToEnter {
    const { source } = mapping;
    const id = needId(sender.tenant, source, key.parts);
    const from = { name: source, key: key.text };
    const given = { id, organisation: organisations.idOf(organisation), ...values, source: from };
    return Object.assign(checkedCommand(PublishNeed, given), { id });
  }

  async function enter(draft: NeedDraft): Promise<RowOutcome> {
    const about = { line: draft.line, key: draft.key.text };
    try {
      const command = publishingOf(draft);
      // Only after the row was checked: a refused row registers no organisation.
      await organisations.ensure(draft.organisation);
      const outcome = await enterNeed(sender, command, draft.values);
      return { ...about, outcome, need: command.id, stored: storedOf(command), unmatched: draft.unmatched };
    } catch (error) {
      return { ...about, outcome: 'refused', rejection: rejectionIn(error) };
    }
  }

  async function enterOnce(draft: NeedDraft): Promise<RowOutcome> {
    const imported = deferred<boolean>();
    try {
      const duplicate = await duplicates.check(draft, imported.promise);
      const outcome: RowOutcome = duplicate
        ? { line: draft.line, key: draft.key.text, outcome: 'duplicate', ...duplicate }
        : await enter(draft);
      imported.resolve(wentIn(outcome));
      return outcome;
    } finally {
      // After a fault, later rows must not wait for this one for ever.
      imported.resolve(false);
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

/** The fields of a command that are given. */
function storedOf(command: object): JsonObject {
  return Object.fromEntries(Object.entries(command as JsonObject).filter(([, value]) => value !== null));
}

/** Why a row was refused. @throws the error itself when it is a fault, which ends the import */
function rejectionIn(error: unknown): Refusal {
  if (error instanceof CommandRefused) return error.rejection;
  if (error instanceof RowRefused) return { code: error.code, params: error.params };
  throw error;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolvePromise) => (resolve = resolvePromise));
  return { promise, resolve };
}

/** The outcome of one row. */
export type RowOutcome = { readonly line: number; readonly key: string | null } & (
  | {
      readonly outcome: Entered;
      readonly need: Uuid;
      readonly stored: JsonObject;
      readonly unmatched: readonly Unmatched[];
    }
  | { readonly outcome: 'refused'; readonly rejection: Refusal }
  | ({ readonly outcome: 'duplicate' } & Duplicate)
);

export function wentIn({ outcome }: RowOutcome): boolean {
  return outcome !== 'refused' && outcome !== 'duplicate';
}

/** The result of importing a row as a need. */
export type Entered = 'published' | 'revised' | 'unchanged';

/** The command that publishes the need of a row; the id is derived from the row's key. */
export type NeedToEnter = PublishNeed & { readonly id: Uuid };

/**
 * Publishes the need of a row, revises it when the file has changed, or leaves it unchanged.
 *
 * @throws CommandRefused, RowRefused
 */
async function enterNeed(sender: CommandSender, need: NeedToEnter, values: NeedDraftValues): Promise<Entered> {
  const state = await sender.need(need.id);
  if (state.status === 'unknown') return publish(sender, need, () => enterNeed(sender, need, values));
  if (state.organisation !== need.organisation) throw new RowRefused('NEED_OF_ANOTHER_ORGANISATION', {});
  if (isAlreadySo(values, state)) return 'unchanged';
  const { events } = await sender.send(checkedCommand(ReviseNeed, values), need.id);
  return events.length === 0 ? 'unchanged' : 'revised';
}

/** @param again called when the need was published meanwhile, for example by another import of the same file */
async function publish(sender: CommandSender, command: PublishNeed, again: () => Promise<Entered>): Promise<Entered> {
  try {
    const { events } = await sender.send(command);
    return events.length === 0 ? 'unchanged' : 'published';
  } catch (error) {
    if (error instanceof CommandRefused && error.rejection.code === 'NEED_ALREADY_PUBLISHED') return again();
    throw error;
  }
}

/** The organisations of an import. The first row that names an organisation registers it. */
export interface Organisations {
  idOf(draft: OrganisationDraft): Uuid;
  /** @throws CommandRefused, RowRefused for every row of an organisation that cannot be registered */
  ensure(draft: OrganisationDraft): Promise<void>;
  /** The number of new organisations. */
  registered(): number;
}

/** Refusals of an organisation that the directory already has. Its entry is better than the file's, and stays. */
const KEPT_BY_SOMEONE = ['ORGANISATION_ALREADY_REGISTERED', 'ORGANISATION_ALREADY_CLOSED'];

function organisationsOf(sender: CommandSender, source: string): Organisations {
  const known = new Map<Uuid, Promise<void>>();
  let registered = 0;

  async function register(id: Uuid, draft: OrganisationDraft): Promise<void> {
    try {
      const { created } = await sender.send(checkedCommand(RegisterOrganisation, { id, ...draft }));
      if (created) registered += 1;
    } catch (error) {
      if (!(error instanceof CommandRefused && KEPT_BY_SOMEONE.includes(error.rejection.code))) throw error;
    }
  }

  const idOf = ({ name }: OrganisationDraft) => organisationId(sender.tenant, source, name);

  return {
    idOf,
    ensure: (draft) => {
      const id = idOf(draft);
      const ready = known.get(id) ?? register(id, draft);
      known.set(id, ready);
      return ready;
    },
    registered: () => registered,
  };
}
