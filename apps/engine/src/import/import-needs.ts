import { CommandRefused } from '@jalon/application';
import {
  holderOf,
  readRegisterNumber,
  RegisterOrganisation,
  streamOfNumber,
  type OrganisationState,
  type RegisterState,
} from '@jalon/directory';
import { canonicalJson, isAlreadySo, isRefused, type Uuid } from '@jalon/kernel';
import { type NeedState, PublishNeed, ReviseNeed } from '@jalon/marketplace';
import { checkedCommand } from './checked-command.js';
import type { CommandSender } from './command-sender.js';
import { duplicatesOfOneFile } from './duplicates.js';
import { inOrder, ROWS_AT_ONCE } from './in-order.js';
import { shifted } from './date-shift.js';
import { RowRefused } from './mapping/cell.js';
import type { NeedsMapping } from './mapping/mapping.js';
import { type NeedDraft, type NeedDraftValues, needId, type OrganisationDraft, organisationId } from './need-draft.js';
import { refusedRow } from './one-row-each.js';
import {
  outcomeOf,
  rejectionIn,
  storedOf,
  wentIn,
  type Entered,
  type MappedRow,
  type RowOutcome,
} from './row-outcome.js';

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
  rows: Iterable<MappedRow<NeedDraft>>,
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
      const isNamed = (id: Uuid) => organisations.isNamed(draft.organisation, id);
      const outcome = await enterNeed(sender, stored, draft.values, isNamed);
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

  async function handle(row: MappedRow<NeedDraft>): Promise<RowOutcome> {
    if ('refusal' in row) return refusedRow(row, row.refusal);
    try {
      return await enterOnce(shifted(row.draft, shiftDays));
    } catch (error) {
      return refusedRow(row, rejectionIn(error));
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
 * @param isNamed whether the row names an organisation, without its number, that the need was published for
 * @throws CommandRefused, RowRefused
 */
async function enterNeed(
  sender: CommandSender,
  need: NeedToEnter,
  values: NeedDraftValues,
  isNamed: (organisation: Uuid) => Promise<boolean>,
): Promise<Entered> {
  const { state } = await sender.load<NeedState>('need', need.id);
  if (state.status === 'unknown') return publish(sender, need, () => enterNeed(sender, need, values, isNamed));
  const { organisation } = state;
  if (organisation !== need.organisation) {
    if (!(await isNamed(organisation))) throw new RowRefused('NEED_OF_ANOTHER_ORGANISATION', {});
    Object.assign(need, { organisation });
  }
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
   * Registers the organisation, unless the directory has it already: by its number, else by the id that its name makes. The
   * entry that the directory has is better than the file's, and stays.
   *
   * @throws CommandRefused, RowRefused for every row of an organisation that cannot be registered
   */
  ensure(draft: OrganisationDraft): Promise<Uuid>;
  /** Whether an organisation that a need has is the one that its row names: it may have been registered without its number. */
  isNamed(draft: OrganisationDraft, id: Uuid): Promise<boolean>;
  /** The number of new organisations. */
  registered(): number;
}

function organisationsOf(sender: CommandSender, source: string): Organisations {
  const { tenant } = sender;
  const known = new Map<string, Promise<Uuid>>();
  /** The latest registration with each name and each number: those that share one go in one after the other. */
  const latest = new Map<string, Promise<unknown>>();
  let registered = 0;

  const idOf = ({ name }: OrganisationDraft) => organisationId(tenant, source, name);
  const load = async (id: Uuid) => (await sender.load<OrganisationState>('organisation', id)).state;

  async function find(draft: StoredDraft): Promise<Uuid> {
    const { name, register, registerNumber } = draft;
    const named = idOf(draft);
    if (registerNumber === null) return enter(named, draft);
    const { category, id } = streamOfNumber(register, registerNumber);
    const holder = holderOf((await sender.load<RegisterState>(category, id)).state)?.id ?? null;
    if (holder !== null && isHeld(await load(holder), draft)) return holder;
    const isAnother = hasAnotherNumber(await load(named), draft);
    return enter(isAnother ? organisationId(tenant, source, name, [register, registerNumber]) : named, draft);
  }

  async function enter(id: Uuid, draft: StoredDraft): Promise<Uuid> {
    if ((await load(id)).status !== 'unknown') return id;
    const command = checkedCommand(RegisterOrganisation, { id, ...draft });
    try {
      const { created } = await sender.send(command);
      if (created) registered += 1;
      return id;
    } catch (error) {
      if (!(error instanceof CommandRefused)) throw error;
      const { code, params } = error.rejection;
      // Another import was first, perhaps with another organisation of this name.
      if (code === 'ORGANISATION_ALREADY_REGISTERED') return find(draft);
      if (code !== 'ORGANISATION_EXISTS') throw error;
      const holder = String(params['organisation']);
      // Otherwise it has just given the number up, or it is about to be registered with it: its error says to try again.
      if (!isHeld(await load(holder), draft)) throw error;
      return holder;
    }
  }

  async function findAfter(others: readonly Promise<unknown>[], draft: StoredDraft): Promise<Uuid> {
    await Promise.allSettled(others);
    return find(draft);
  }

  return {
    idOf,
    ensure: (given) => {
      const draft = storedDraft(given);
      const { name, register, registerNumber } = draft;
      const key = canonicalJson([name, register, registerNumber]);
      const before = known.get(key);
      if (before) return before;
      const shared = [
        canonicalJson([name]),
        ...(registerNumber === null ? [] : [canonicalJson([register, registerNumber])]),
      ];
      const ready = findAfter(
        shared.flatMap((each) => latest.get(each) ?? []),
        draft,
      );
      for (const each of shared) latest.set(each, ready);
      known.set(key, ready);
      return ready;
    },
    isNamed: async (draft, id) => id === idOf(draft) && isAlreadySo({ registerNumber: null }, await load(id)),
    registered: () => registered,
  };
}

/** An organisation with its number as it is stored. */
type StoredDraft = OrganisationDraft & Pick<RegisterOrganisation, 'register'>;

/** @throws RowRefused, CommandRefused for a number that its register does not have */
function storedDraft(draft: OrganisationDraft): StoredDraft {
  const { register } = checkedCommand(RegisterOrganisation, draft);
  const read = readRegisterNumber(register, draft.registerNumber);
  if (isRefused(read)) throw new CommandRefused(read.rejection);
  return { ...draft, register, registerNumber: read.number };
}

function isHeld(state: OrganisationState, { register, registerNumber }: StoredDraft): boolean {
  return isAlreadySo({ register, registerNumber }, state);
}

function hasAnotherNumber(state: OrganisationState, draft: StoredDraft): boolean {
  if (state.status === 'unknown' || state.registerNumber === null) return false;
  return !isHeld(state, draft);
}
