import { CommandRefused } from '@jalon/application';
import { RegisterOrganisation } from '@jalon/directory';
import { isAlreadySo, type Uuid } from '@jalon/kernel';
import { type NeedState, PublishNeed, ReviseNeed } from '@jalon/marketplace';
import { checkedCommand } from './checked-command.js';
import type { CommandSender } from './command-sender.js';
import { duplicatesOfOneFile } from './duplicates.js';
import { inOrder } from './in-order.js';
import { shifted } from './date-shift.js';
import { RowRefused, type Row } from './mapping/cell.js';
import type { NeedsMapping } from './mapping/mapping.js';
import {
  draftOf,
  keyText,
  type NeedDraft,
  type NeedDraftValues,
  needId,
  type OrganisationDraft,
  organisationId,
} from './need-draft.js';
import { outcomeOf, rejectionIn, storedOf, wentIn, type Entered, type RowOutcome } from './row-outcome.js';

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
  mapping: NeedsMapping,
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

  function enter(draft: NeedDraft): Promise<RowOutcome> {
    return outcomeOf({ line: draft.line, key: draft.key.text }, async () => {
      const command = publishingOf(draft);
      // Only after the row was checked: a refused row registers no organisation.
      const organisation = await organisations.ensure(draft.organisation);
      const stored = Object.assign(command, { organisation });
      const outcome = await enterNeed(sender, stored, draft.values);
      return { outcome, id: command.id, stored: storedOf(stored), unmatched: draft.unmatched };
    });
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

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolvePromise) => (resolve = resolvePromise));
  return { promise, resolve };
}

/** The command that publishes the need of a row; the id is derived from the row's key. */
export type NeedToEnter = PublishNeed & { readonly id: Uuid };

/**
 * Publishes the need of a row, revises it when the file has changed, or leaves it unchanged.
 *
 * @throws CommandRefused, RowRefused
 */
async function enterNeed(sender: CommandSender, need: NeedToEnter, values: NeedDraftValues): Promise<Entered> {
  const { state } = await sender.load<NeedState>('need', need.id);
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
    return events.length === 0 ? 'unchanged' : 'created';
  } catch (error) {
    if (error instanceof CommandRefused && error.rejection.code === 'NEED_ALREADY_PUBLISHED') return again();
    throw error;
  }
}

/** The organisations of an import. The first row that names an organisation registers it. */
export interface Organisations {
  idOf(draft: OrganisationDraft): Uuid;
  /**
   * Registers the organisation, unless the directory has it already.
   *
   * @returns its id: that of the entry which already has its number, where there is one
   * @throws CommandRefused, RowRefused for every row of an organisation that cannot be registered
   */
  ensure(draft: OrganisationDraft): Promise<Uuid>;
  /** The number of new organisations. */
  registered(): number;
}

/** Refusals of an organisation that the directory already has. Its entry is better than the file's, and stays. */
const KEPT_BY_SOMEONE = ['ORGANISATION_ALREADY_REGISTERED', 'ORGANISATION_ALREADY_CLOSED'];

function organisationsOf(sender: CommandSender, source: string): Organisations {
  const known = new Map<Uuid, Promise<Uuid>>();
  let registered = 0;

  async function register(id: Uuid, draft: OrganisationDraft): Promise<Uuid> {
    try {
      const { created } = await sender.send(checkedCommand(RegisterOrganisation, { id, ...draft }));
      if (created) registered += 1;
      return id;
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      const { code, params } = error.rejection;
      if (code === 'ORGANISATION_EXISTS') return String(params['organisation']);
      if (KEPT_BY_SOMEONE.includes(code)) return id;
      throw error;
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
