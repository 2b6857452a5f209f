import { CommandRefused } from '@jalon/application';
import {
  type EmployerState,
  type PersonEntry,
  type PersonState,
  RecordDeparture,
  RegisterPerson,
  RevisePerson,
} from '@jalon/directory';
import {
  canonicalJson,
  ERASED,
  isSealed,
  normalisedEmail,
  type CivilDate,
  type Personal,
  type Sentence,
  type Uuid,
} from '@jalon/kernel';
import type { EventStore, ViewStore } from '@jalon/ports';
import type { Sealer } from '@jalon/privacy';
import { checkedCommand } from '../checked-command.js';
import { sendOnPresent, type CommandSender } from '../command-sender.js';
import { directoryEntries } from '../directory-entries.js';
import { LISTED_MISSING, type MissingPerson, type MissingReport } from '../import-report.js';
import { inOrder, ROWS_AT_ONCE } from '../in-order.js';
import { RowRefused } from '../mapping/cell.js';
import type { PeopleMapping } from '../mapping/mapping.js';
import { inTurns } from '../in-turns.js';
import { groupedInTurns } from '../one-row-each.js';
import { outcomeOf, RowSkipped, storedOf, wentIn, type EnteredRow, type RowOutcome } from '../row-outcome.js';
import { firstFew } from '../shortened.js';
import { employersOf, knownPeople, type Employers, type KnownPeople, type KnownPerson } from './known-people.js';
import { planOf } from './people-plan.js';
import type { PersonDraft, PersonRow } from './person-draft.js';
import type { PersonIds } from './person-id.js';

export interface PeopleImportPorts {
  readonly stores: { readonly views: ViewStore; readonly events: EventStore };
  readonly sender: CommandSender;
  readonly sealer: Sealer;
  readonly ids: PersonIds;
  /** The day that it is in the tenant's zone. */
  readonly today: CivilDate;
}

type PersonFields = { readonly [Field in keyof PersonEntry]: PersonEntry[Field] };

export interface PeopleImport {
  /** The outcome of each row: first of those that the file alone decides, then as they go in. */
  readonly outcomes: AsyncIterable<RowOutcome>;
  /** Who takes part and is not in the file: of the employers that it names, or of its sites. */
  readonly missing: MissingReport;
}

/**
 * Imports rows as people of the sender's tenant, who are found by their staff number. Nobody leaves by being missing.
 *
 * @param signal stops between rows: rows under way are finished and reported
 */
export async function importPeople(
  ports: PeopleImportPorts,
  rows: readonly PersonRow[],
  mapping: PeopleMapping,
  signal: AbortSignal,
): Promise<PeopleImport> {
  const { stores, sender, sealer, today } = ports;
  const known = await knownPeople(await directoryEntries<PersonState>(stores, sender, 'person', signal), sealer);
  const employers = employersOf(await directoryEntries<EmployerState>(stores, sender, 'employer', signal));
  const isLeaving = ({ leftOn }: PersonDraft) => leftOn !== null && leftOn <= today;
  const plan = await planOf(rows, isLeaving);
  const matched = await matchedPeople(plan.waves.flat(), known, isLeaving);
  const missing = await missingPeople(rows, { known, employers, mapping });
  const enter = personEntry(ports, { known, employers, matched, lineOf: plan.lineOf, isLeaving });

  async function* outcomes(): AsyncGenerator<RowOutcome> {
    yield* plan.outcomes;
    for (const wave of plan.waves) {
      if (signal.aborted) return;
      yield* inOrder(wave, ROWS_AT_ONCE, enter, signal);
    }
  }

  return { outcomes: outcomes(), missing };
}

/** The rows that may go in, compared with the directory and with each other. */
interface Matched {
  readonly byNumber: ReadonlyMap<string, PersonDraft>;
  /** The directory's person for a row. */
  readonly person: ReadonlyMap<PersonDraft, KnownPerson>;
  /** The rows that name somebody whom an earlier row names. */
  readonly again: ReadonlyMap<PersonDraft, PersonDraft>;
  /** For rows of new people: the lines of several people with one e-mail address. */
  readonly sameEmail: ReadonlyMap<PersonDraft, Sentence>;
}

async function matchedPeople(
  drafts: readonly PersonDraft[],
  known: KnownPeople,
  isLeaving: (draft: PersonDraft) => boolean,
): Promise<Matched> {
  const person = new Map<PersonDraft, KnownPerson>();
  const again = new Map<PersonDraft, PersonDraft>();
  const byPerson = new Map<Uuid, PersonDraft>();
  for await (const draft of inTurns(drafts)) {
    const [found] = presentPeople(draft, known);
    if (!found) continue;
    const first = byPerson.get(found.id);
    if (first) again.set(draft, first);
    else byPerson.set(found.id, draft);
    person.set(draft, found);
  }
  const sameEmail = new Map<PersonDraft, Sentence>();
  const byEmail = await groupedInTurns(drafts, (draft) =>
    draft.values.email && !isLeaving(draft) ? normalisedEmail(draft.values.email) : null,
  );
  for await (const same of inTurns(byEmail.values())) {
    if (same.length === 1) continue;
    const lines = firstFew(same.map(({ line }) => line));
    // People whom the directory has may share an address.
    for (const draft of same) if (!person.has(draft)) sameEmail.set(draft, lines);
  }
  return { byNumber: new Map(drafts.map((draft) => [draft.staffNumber, draft])), person, again, sameEmail };
}

/** Who has one of the numbers of a row and takes part, the present number first. */
function presentPeople({ staffNumber, previousStaffNumber }: PersonDraft, known: KnownPeople): readonly KnownPerson[] {
  const people = [staffNumber, previousStaffNumber].flatMap((number) =>
    number === null ? [] : known.byNumber(number),
  );
  return [...new Set(people)].filter(({ leftOn }) => leftOn === null);
}

interface Directory {
  readonly known: KnownPeople;
  readonly employers: Employers;
  readonly matched: Matched;
  /** The first line of a staff number in the file. */
  readonly lineOf: ReadonlyMap<string, number>;
  readonly isLeaving: (draft: PersonDraft) => boolean;
}

/** Enters one row; to be called wave by wave, so that the managers of a row are in before it. */
function personEntry(
  { sender, sealer, ids }: PeopleImportPorts,
  { known, employers, matched, lineOf, isLeaving }: Directory,
): (draft: PersonDraft) => Promise<RowOutcome> {
  const entered = new Map<string, Uuid>();

  return async (draft) => {
    const { line, staffNumber: key, unmatched } = draft;
    const outcome = await outcomeOf({ line, key }, async () => ({ ...(await enter(draft)), unmatched }));
    const id = wentIn(outcome) && 'id' in outcome ? outcome.id : matched.person.get(draft)?.id;
    if (id !== undefined) entered.set(key, id);
    return outcome;
  };

  type EnteredPerson = Omit<EnteredRow, 'unmatched'>;

  async function enter(draft: PersonDraft): Promise<EnteredPerson> {
    refuseAmbiguous(draft);
    return isLeaving(draft) ? leave(draft) : takePart(draft);
  }

  /** @throws RowRefused where the directory has several people for the row, or the file several rows for the person */
  function refuseAmbiguous(draft: PersonDraft): void {
    const people = presentPeople(draft, known);
    if (people.length > 1) {
      throw new RowRefused('STAFF_NUMBER_OF_SEVERAL', { ids: firstFew(people.map(({ id }) => id)) });
    }
    const first = matched.again.get(draft);
    if (first) throw new RowRefused('PERSON_NAMED_TWICE', { line: first.line });
  }

  async function leave(draft: PersonDraft): Promise<EnteredPerson> {
    const { staffNumber } = draft;
    const leftOn = draft.leftOn as CivilDate;
    const stored = { leftOn };
    const gone = known.byNumber(staffNumber).find((person) => person.leftOn === leftOn);
    if (gone) return { outcome: 'unchanged', id: gone.id, stored };
    const person = matched.person.get(draft);
    if (person) {
      const command = checkedCommand(RecordDeparture, { leftOn });
      const { events } = await sender.send(command, person.id);
      return { outcome: events.length === 0 ? 'unchanged' : 'left', id: person.id, stored };
    }
    const last = lastLeft(staffNumber);
    if (last?.leftOn) throw new CommandRefused({ code: 'PERSON_ALREADY_LEFT', params: { leftOn: last.leftOn } });
    throw new RowSkipped('LEFT_BEFORE_IMPORT', { leftOn });
  }

  /** Who left last of those who had a number. */
  function lastLeft(staffNumber: string): KnownPerson | undefined {
    const left = known.byNumber(staffNumber).filter(({ leftOn }) => leftOn !== null);
    return left.sort((one, other) => ((one.leftOn ?? '') < (other.leftOn ?? '') ? -1 : 1)).at(-1);
  }

  async function takePart(draft: PersonDraft): Promise<EnteredPerson> {
    const fields = fieldsOf(draft);
    const person = matched.person.get(draft);
    if (person) return revise(person.id, fields);
    return register(fields, draft);
  }

  /** The fields that the file says, with the ids of what it names. */
  function fieldsOf(draft: PersonDraft): Partial<PersonFields> {
    const { staffNumber, employer, manager, values } = draft;
    const id = matched.person.get(draft)?.id;
    return {
      ...values,
      staffNumber,
      employer: employers.named(employer),
      ...(manager !== undefined && { manager: manager === null ? null : managerNamed(manager, draft, id) }),
    };
  }

  function managerNamed(manager: string, { staffNumber }: PersonDraft, id: Uuid | undefined): Uuid {
    if (manager === staffNumber) {
      if (id !== undefined) return id;
      throw new CommandRefused({ code: 'PERSON_OWN_MANAGER', params: {} });
    }
    const person = known.byNumber(manager).find(({ leftOn }) => leftOn === null) ?? lastLeft(manager);
    const found = entered.get(manager) ?? person?.id;
    if (found !== undefined) return found;
    const row = matched.byNumber.get(manager);
    if (row && isLeaving(row)) throw new RowRefused('MANAGER_HAS_LEFT', { manager, line: row.line });
    const line = lineOf.get(manager);
    if (line !== undefined) throw new RowRefused('MANAGER_NOT_ENTERED', { manager, line });
    throw new RowRefused('MANAGER_NOT_FOUND', { manager });
  }

  /**
   * The day on which somebody left who had the number of a new person before; null for the first.
   *
   * @throws RowRefused where the row seems to be about somebody whom the directory has
   */
  function leftBefore(draft: PersonDraft): CivilDate | null {
    const { staffNumber } = draft;
    const { entryDate, email } = draft.values;
    const left = lastLeft(staffNumber)?.leftOn ?? null;
    if (left !== null && !(entryDate && entryDate >= left)) {
      throw new RowRefused('PERSON_HAS_LEFT', { leftOn: left });
    }
    const [same] = email ? known.byEmail(email).filter(({ leftOn }) => leftOn === null) : [];
    if (same) throw new RowRefused('EMAIL_OF_ANOTHER', { id: same.id });
    const lines = matched.sameEmail.get(draft);
    if (lines) throw new RowRefused('EMAIL_TWICE', { lines });
    return left;
  }

  /**
   * Registers a new person. An id that was made of their number before may be that of somebody who has another number now:
   * then the next one is taken.
   */
  async function register(fields: Partial<PersonFields>, draft: PersonDraft): Promise<EnteredPerson> {
    const { staffNumber } = draft;
    const after = leftBefore(draft);
    for (let attempt = 0; ; attempt += 1) {
      const id = ids(staffNumber, after, attempt);
      const { state } = await sender.load<PersonState>('person', id);
      if (state.status !== 'unknown') {
        // Another import of the same file was first.
        const number = await opened(state.staffNumber, () => new RowRefused('PERSON_ERASED', {}));
        if (number === staffNumber) return revise(id, fields);
        continue;
      }
      const command = checkedCommand(RegisterPerson, { id, ...fields });
      try {
        const { events } = await sender.send(command);
        return { outcome: events.length === 0 ? 'unchanged' : 'created', id, stored: storedOf(command) };
      } catch (error) {
        // It was first meanwhile.
        if (error instanceof CommandRefused && error.rejection.code === 'PERSON_ALREADY_REGISTERED') {
          return revise(id, fields);
        }
        throw error;
      }
    }
  }

  /** Replaces the fields that the file says; the others stay, even those that somebody changes meanwhile. */
  async function revise(id: Uuid, fields: Partial<PersonFields>): Promise<EnteredPerson> {
    const { outcome } = await sendOnPresent(sender, { category: 'person', id }, async (present: PersonState) =>
      checkedCommand(RevisePerson, { ...(await entryOf(present)), ...fields }),
    );
    // Only what the file says: a report must not tell what else the directory holds about them.
    return { outcome, id, stored: storedOf({ id, ...fields }) };
  }

  /** A person's present entry, opened. @throws CommandRefused SUBJECT_ERASED, and what a revision of them would answer */
  async function entryOf(state: PersonState): Promise<PersonFields> {
    if (state.status === 'unknown') throw new CommandRefused({ code: 'PERSON_NOT_FOUND', params: {} });
    const { employer, manager, department, site, organisation } = state;
    return {
      givenName: (await opened(state.givenName)) ?? '',
      familyName: (await opened(state.familyName)) ?? '',
      email: await opened(state.email),
      staffNumber: await opened(state.staffNumber),
      entryDate: await opened(state.entryDate),
      birthDate: await opened(state.birthDate),
      employer,
      manager,
      department,
      site,
      organisation,
    };
  }

  async function opened(
    field: Personal<string> | null,
    whenErased: () => Error = () => new CommandRefused({ code: 'SUBJECT_ERASED', params: {} }),
  ): Promise<string | null> {
    if (!isSealed(field)) return null;
    const value = await sealer.open<string>(field);
    if (value === ERASED) throw whenErased();
    return value.value;
  }
}

interface Covering {
  readonly known: KnownPeople;
  readonly employers: Employers;
  readonly mapping: PeopleMapping;
}

/** Who takes part where the file says who does, and is in none of its rows, refused ones included. */
async function missingPeople(
  rows: readonly PersonRow[],
  { known, employers, mapping }: Covering,
): Promise<MissingReport> {
  const bySite = mapping.covers === 'sites';
  const placeOf = (employer: Uuid, site: string | null | undefined) =>
    canonicalJson([employer, bySite ? (site ?? null) : null]);
  const places = new Set<string>();
  const named = new Set<string>();
  for await (const row of inTurns(rows)) {
    if (row.key !== null) named.add(row.key);
    if ('refusal' in row) continue;
    const { draft } = row;
    if (draft.previousStaffNumber !== null) named.add(draft.previousStaffNumber);
    const employer = employers.find(draft.employer);
    if (employer !== null) places.add(placeOf(employer, draft.values.site));
  }
  let count = 0;
  const people: MissingPerson[] = [];
  for await (const { id, leftOn, staffNumber, employer, site } of inTurns(known.all)) {
    if (leftOn !== null || (staffNumber !== null && named.has(staffNumber))) continue;
    if (employer === null || !places.has(placeOf(employer, site))) continue;
    count += 1;
    people.push({ person: id, staffNumber });
    // Sorted by pieces: all at once would hold the process up.
    if (people.length === 2 * LISTED_MISSING) keepFirst(people);
  }
  keepFirst(people);
  return { count, people };
}

function keepFirst(people: MissingPerson[]): void {
  people.sort((one, other) => inOrderOfNumbers.compare(one.staffNumber ?? '', other.staffNumber ?? ''));
  people.splice(LISTED_MISSING);
}

const inOrderOfNumbers = new Intl.Collator('en');
