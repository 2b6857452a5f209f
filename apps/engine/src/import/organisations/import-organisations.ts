import { CommandRefused } from '@jalon/application';
import {
  RegisterOrganisation,
  ReviseOrganisation,
  type Organisation,
  type OrganisationEntry,
  type OrganisationState,
} from '@jalon/directory';
import { canonicalJson, isUuid, type Json, type Uuid } from '@jalon/kernel';
import type { EventStore, ViewStore } from '@jalon/ports';
import { checkedCommand } from '../checked-command.js';
import { sendOnPresent, type CommandSender } from '../command-sender.js';
import { directoryEntries, type DirectoryEntry } from '../directory-entries.js';
import type { ImportedIds } from '../imported-ids.js';
import { inOrder, ROWS_AT_ONCE } from '../in-order.js';
import { inTurns } from '../in-turns.js';
import { RowRefused } from '../mapping/cell.js';
import { groupedInTurns, oneRowEach, refusedRow, type Comparison } from '../one-row-each.js';
import {
  outcomeOf,
  rejectionIn,
  storedOf,
  wentIn,
  type EnteredRow,
  type MappedRow,
  type RowOutcome,
} from '../row-outcome.js';
import { firstFew } from '../shortened.js';
import type { Head, ListedOrganisation, OrganisationRow, RegisteredAs } from './organisation-row.js';

export interface OrganisationsImportPorts {
  readonly stores: { readonly views: ViewStore; readonly events: EventStore };
  readonly sender: CommandSender;
  readonly ids: ImportedIds;
}

/**
 * Imports rows as organisations of the sender's tenant. An organisation is found by its id, or its number in a register; a
 * branch by its head and its name. Heads go in before their branches.
 *
 * @param signal stops between rows: rows under way are finished and reported
 * @returns the outcome of each row: first of those that the file alone decides, then as they go in
 */
export async function importOrganisations(
  ports: OrganisationsImportPorts,
  rows: readonly OrganisationRow[],
  signal: AbortSignal,
): Promise<AsyncIterable<RowOutcome>> {
  const { stores, sender } = ports;
  const entries = await directoryEntries<OrganisationState>(stores, sender, 'organisation', signal);
  const known = await knownOrganisations(entries);
  const found: MappedRow<Found>[] = [];
  for await (const row of inTurns(rows)) found.push(foundIn(row, known));
  const { outcomes, kept, lineOf } = await oneRowEach(
    found.filter((row) => 'draft' in row),
    SAME_ORGANISATION,
  );
  const enter = organisationEntry(ports, lineOf);
  const isBranch = ({ row: { head } }: Found) => head !== undefined && head !== null;
  const waves = [kept.filter((each) => !isBranch(each)), kept.filter(isBranch)];

  return (async function* () {
    for (const row of found) if ('refusal' in row) yield refusedRow(row, row.refusal);
    yield* outcomes;
    for (const wave of waves) {
      if (signal.aborted) return;
      yield* inOrder(wave, ROWS_AT_ONCE, enter, signal);
    }
  })();
}

/** The organisations of a directory, as far as rows have to be compared with them. */
interface KnownOrganisations {
  has(id: Uuid): boolean;
  byNumber(number: RegisteredAs): Uuid | undefined;
  branches(head: Uuid, name: string): readonly Uuid[];
}

async function knownOrganisations(entries: readonly DirectoryEntry<OrganisationState>[]): Promise<KnownOrganisations> {
  const ids = new Set<Uuid>();
  const byNumber = new Map<string, Uuid>();
  for await (const { id, state } of inTurns(entries)) {
    if (state.status === 'unknown') continue;
    ids.add(id);
    const { register, registerNumber, claim } = state;
    if (registerNumber === null) continue;
    const number = numberName({ register, registerNumber });
    // Rather the one that holds the number by a claim: older entries hold none.
    if (claim !== null || !byNumber.has(number)) byNumber.set(number, id);
  }
  const byHead = await groupedInTurns(entries, ({ state }) =>
    state.status === 'unknown' || state.branchOf === null ? null : branchName(state.branchOf, state.name),
  );
  return {
    has: (id) => ids.has(id),
    byNumber: (number) => byNumber.get(numberName(number)),
    branches: (head, name) => (byHead.get(branchName(head, name)) ?? []).map(({ id }) => id),
  };
}

const numberName = ({ register, registerNumber }: RegisteredAs) => canonicalJson([register, registerNumber]);
const branchName = (head: string, name: string) => canonicalJson(['branch', head, folded(name)]);
const folded = (name: string) => name.normalize('NFC').replace(/\s+/g, ' ').toLowerCase();

/** A row that is to go in. */
interface Found {
  readonly row: ListedOrganisation;
  /** The organisation of the directory; null for a new one. */
  readonly known: Uuid | null;
  /** Equal for rows about one organisation: its id, or what a new one is told by. */
  readonly identity: string;
  /** The identity of the head; null for none. */
  readonly head: string | null;
}

/** Finds the organisation of a row. @throws RowRefused */
function find(row: ListedOrganisation, known: KnownOrganisations): Found {
  const { id, values } = row;
  const head = row.head ? headIdentity(row.head, known) : null;
  if (id !== null) {
    if (!known.has(id)) throw new RowRefused('ORGANISATION_NOT_FOUND_BY', { id });
    return { row, known: id, identity: id, head };
  }
  if (head !== null) {
    const [found = null, ...others] = known.branches(head, values.name);
    if (others.length > 0) throw new RowRefused('BRANCH_OF_SEVERAL', { ids: firstFew([found ?? '', ...others]) });
    return { row, known: found, identity: found ?? branchName(head, values.name), head };
  }
  const number = { register: values.register, registerNumber: values.registerNumber ?? '' };
  const found = known.byNumber(number) ?? null;
  return { row, known: found, identity: found ?? numberName(number), head };
}

function headIdentity({ by }: Head, known: KnownOrganisations): string {
  return 'id' in by ? by.id : (known.byNumber(by) ?? numberName(by));
}

/** A row with its organisation in the directory, where that can be told. */
function foundIn(row: OrganisationRow, known: KnownOrganisations): MappedRow<Found> {
  if ('refusal' in row) return row;
  const { line, key, draft } = row;
  try {
    return { line, key, draft: find(draft, known) };
  } catch (error) {
    return { line, key, refusal: rejectionIn(error) };
  }
}

/** Rows are about one organisation where they find the same in the directory, or describe the same new one. */
const SAME_ORGANISATION: Comparison<Found> = {
  identityOf: (row) => ('draft' in row ? row.draft.identity : ''),
  contentOf: ({ row: { values }, head }) => canonicalJson([values as unknown as Json, head]),
  twice: (lines) => new RowRefused('ORGANISATION_TWICE', { lines }),
};

type Fields = { readonly [Field in keyof OrganisationEntry]: OrganisationEntry[Field] };
type EnteredOrganisation = Omit<EnteredRow, 'unmatched'>;

/** Enters one row; to be called for heads before their branches. */
function organisationEntry(
  { sender, ids }: OrganisationsImportPorts,
  lineOf: ReadonlyMap<string, number>,
): (found: Found) => Promise<RowOutcome> {
  const { tenant } = sender;
  const idOf = new Map<string, Uuid>();

  return async (each) => {
    const { line, key, unmatched } = each.row;
    const outcome = await outcomeOf({ line, key }, async () => ({ ...(await enter(each)), unmatched }));
    if (wentIn(outcome) && 'id' in outcome) idOf.set(each.identity, outcome.id);
    return outcome;
  };

  async function enter({ row, known, head }: Found): Promise<EnteredOrganisation> {
    const branchOf = head === null ? null : headOf(head, row);
    const fields = { ...row.values, ...(row.head !== undefined && { branchOf }) };
    return known === null ? register(fields) : revise(known, fields);
  }

  /** @throws RowRefused where the head is named by a number that nobody has */
  function headOf(head: string, { head: given }: ListedOrganisation): Uuid {
    const id = idOf.get(head) ?? (isUuid(head) ? head : undefined);
    if (id !== undefined) return id;
    const shown = given?.shown ?? head;
    const line = lineOf.get(head);
    if (line !== undefined) throw new RowRefused('HEAD_NOT_ENTERED', { head: shown, line });
    throw new RowRefused('HEAD_NOT_FOUND', { head: shown });
  }

  /**
   * Registers a new organisation. An id that was made of its number before may meanwhile be that of an organisation with
   * another number: then the next one is taken.
   */
  async function register(fields: Fields): Promise<EnteredOrganisation> {
    const { name, register: named, registerNumber, branchOf } = fields;
    const identity = branchOf
      ? branchName(branchOf, name)
      : numberName({ register: named, registerNumber: registerNumber ?? '' });
    for (let attempt = 0; ; attempt += 1) {
      const id = ids(['id of an imported organisation', tenant, identity, attempt]);
      const { state } = await sender.load<OrganisationState>('organisation', id);
      if (state.status !== 'unknown') {
        if (isAbout(state, fields)) return revise(id, fields);
        continue;
      }
      const command = checkedCommand(RegisterOrganisation, { id, ...fields });
      try {
        const { events } = await sender.send(command);
        return { outcome: events.length === 0 ? 'unchanged' : 'created', id, stored: storedOf(command) };
      } catch (error) {
        if (!(error instanceof CommandRefused)) throw error;
        const { code, params } = error.rejection;
        // Another import of the same file was first, or somebody registered it meanwhile.
        if (code === 'ORGANISATION_ALREADY_REGISTERED') return revise(id, fields);
        const holder = code === 'ORGANISATION_EXISTS' ? String(params['organisation']) : null;
        if (holder !== null && (await isHeldBy(holder, fields))) return revise(holder, fields);
        throw error;
      }
    }
  }

  /** False where the holder has just given up the number, which is free within seconds. */
  async function isHeldBy(id: Uuid, fields: Fields): Promise<boolean> {
    const { state } = await sender.load<OrganisationState>('organisation', id);
    return state.status !== 'unknown' && isAbout(state, fields);
  }

  /** Replaces the fields that the file says; the others stay, even those that somebody changes meanwhile. */
  async function revise(id: Uuid, fields: Fields): Promise<EnteredOrganisation> {
    const { command, outcome } = await sendOnPresent(
      sender,
      { category: 'organisation', id },
      (present: OrganisationState) => {
        if (present.status === 'unknown') throw new CommandRefused({ code: 'ORGANISATION_NOT_FOUND', params: {} });
        const { department, contact } = present;
        return checkedCommand(ReviseOrganisation, { department, contact, ...fields });
      },
    );
    return { outcome, id, stored: storedOf(Object.assign({ id }, command)) };
  }
}

/** Whether an entry is the organisation that a row describes. */
function isAbout(entry: Organisation, { name, register, registerNumber, branchOf = null }: Fields): boolean {
  if (branchOf !== null) return entry.branchOf === branchOf && folded(entry.name) === folded(name);
  return entry.register === register && entry.registerNumber === registerNumber;
}
