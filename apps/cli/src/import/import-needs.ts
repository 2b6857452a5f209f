import { CommandRefused } from '@jalon/application';
import { RegisterOrganisation } from '@jalon/directory';
import { isAlreadySo, type Uuid } from '@jalon/kernel';
import { PublishNeed, ReviseNeed } from '@jalon/marketplace';
import type { CommandSender } from '../command-sender.js';
import type { Refusal } from '../explain.js';
import { duplicatesOfOneFile, type Duplicate } from './duplicates.js';
import { inOrder } from './in-order.js';
import { shifted } from './date-shift.js';
import { RowRefused, type Row } from './mapping/cell.js';
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

/** Rows at work at once: their appends share commits, and a file of any size holds no more than these in memory. */
const ROWS_AT_ONCE = 32;

export interface NeedImport {
  /** What became of each row, in the file's order. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  readonly organisations: Organisations;
}

/**
 * Enters rows as needs of the sender's tenant.
 *
 * @param shiftDays by how many days the dates move; 0 outside a demonstration
 * @param signal stops between rows: those at work are finished and told
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
      // Only now: a row that cannot go in leaves no organisation behind.
      await organisations.ensure(draft.organisation);
      const outcome = await enterNeed(sender, command, draft.values);
      return { ...about, outcome, need: command.id };
    } catch (error) {
      return { ...about, outcome: 'refused', rejection: rejectionIn(error) };
    }
  }

  async function enterOnce(draft: NeedDraft): Promise<RowOutcome> {
    const settled = deferred<boolean>();
    try {
      const duplicate = await duplicates.check(draft, settled.promise);
      const outcome: RowOutcome = duplicate
        ? { line: draft.line, key: draft.key.text, outcome: 'duplicate', ...duplicate }
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

/** What became of one row. */
export type RowOutcome = { readonly line: number; readonly key: string | null } & (
  | { readonly outcome: 'published' | 'revised' | 'unchanged'; readonly need: Uuid }
  | { readonly outcome: 'refused'; readonly rejection: Refusal }
  | ({ readonly outcome: 'duplicate' } & Duplicate)
);

export function wentIn({ outcome }: RowOutcome): boolean {
  return outcome !== 'refused' && outcome !== 'duplicate';
}

/** What entering a row as a need came to. */
export type Entered = 'published' | 'revised' | 'unchanged';

/** The command that publishes the need of a row, under the id that its key gives it. */
export type NeedToEnter = PublishNeed & { readonly id: Uuid };

/**
 * Publishes the need of a row, revises it where the file now says something else, or leaves it as it stands.
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

/** @param again what to do when somebody published it in between, such as another import of the same file */
async function publish(sender: CommandSender, command: PublishNeed, again: () => Promise<Entered>): Promise<Entered> {
  try {
    const { events } = await sender.send(command);
    return events.length === 0 ? 'unchanged' : 'published';
  } catch (error) {
    if (error instanceof CommandRefused && error.rejection.code === 'NEED_ALREADY_PUBLISHED') return again();
    throw error;
  }
}

/** The organisations that an import meets; each is registered once, by the first row that names it. */
export interface Organisations {
  idOf(draft: OrganisationDraft): Uuid;
  /** @throws CommandRefused, RowRefused for every row of an organisation that cannot be registered */
  ensure(draft: OrganisationDraft): Promise<void>;
  /** How many were new. */
  registered(): number;
}

/** Codes that say: it is there, as somebody keeps it. The directory's own entry is better than a file's. */
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
