import { readSiren, type EmployerState, type PersonState } from '@jalon/directory';
import {
  ERASED,
  isRefused,
  isSealed,
  isUuid,
  normalisedEmail,
  type CivilDate,
  type Opened,
  type Personal,
  type Uuid,
} from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import type { DirectoryEntry } from '../directory-entries.js';
import { RowRefused } from '../mapping/cell.js';
import { inTurns } from '../in-turns.js';
import { grouped, groupedInTurns } from '../one-row-each.js';
import { firstFew } from '../shortened.js';

/** A person of the directory, as far as a row has to be compared with them. */
export interface KnownPerson {
  readonly id: Uuid;
  /** Null while they take part. */
  readonly leftOn: CivilDate | null;
  readonly staffNumber: string | null;
  readonly email: string | null;
  readonly employer: Uuid | null;
  readonly site: string | null;
}

/** The people of a tenant, found by what a file says of them. Whoever was erased is found by nothing. */
export interface KnownPeople {
  readonly all: readonly KnownPerson[];
  byNumber(staffNumber: string): readonly KnownPerson[];
  byEmail(email: string): readonly KnownPerson[];
}

export async function knownPeople(
  entries: readonly DirectoryEntry<PersonState>[],
  sealer: Sealer,
): Promise<KnownPeople> {
  const registered = entries.flatMap(({ id, state }) => (state.status === 'unknown' ? [] : [{ id, state }]));
  const numbers = await openTexts(
    registered.map(({ state }) => state.staffNumber),
    sealer,
  );
  const emails = await openTexts(
    registered.map(({ state }) => state.email),
    sealer,
  );
  const all: KnownPerson[] = [];
  let index = -1;
  for await (const { id, state } of inTurns(registered)) {
    index += 1;
    const { employer, site } = state;
    const [staffNumber, email] = [numbers[index], emails[index]];
    if (!staffNumber || !email || staffNumber === ERASED || email === ERASED) continue;
    const leftOn = state.status === 'left' ? state.leftOn : null;
    all.push({ id, leftOn, employer, site, staffNumber: staffNumber.value, email: email.value });
  }
  const byNumber = await groupedInTurns(all, ({ staffNumber }) => staffNumber);
  const byEmail = await groupedInTurns(all, ({ email }) => email && normalisedEmail(email));
  return {
    all,
    byNumber: (number) => byNumber.get(number) ?? [],
    byEmail: (email) => byEmail.get(normalisedEmail(email)) ?? [],
  };
}

/** The texts of personal fields, in order; an empty field has the value null. */
async function openTexts(
  fields: readonly (Personal<string> | null)[],
  sealer: Sealer,
): Promise<readonly Opened<string | null>[]> {
  const opened = await sealer.openAll(fields.filter((field) => isSealed(field)));
  const next = opened[Symbol.iterator]();
  return fields.map((field) => (isSealed(field) ? (next.next().value as Opened<string>) : { value: null }));
}

/** Finds an employer by its id or its SIREN number, however that is written. */
export interface Employers {
  /** @throws RowRefused where no employer has that number, or several have it */
  named(name: string): Uuid;
  /** Null where no employer has that number, or several have it. */
  find(name: string): Uuid | null;
}

/**
 * Of the employers with one SIREN: the one that claims it, else those that are open, else those that are closed. Entries
 * from before numbers were claimed hold no claim, and can share a number.
 */
function best(employers: readonly DirectoryEntry<EmployerState>[]): readonly DirectoryEntry<EmployerState>[] {
  const open = employers.filter(({ state }) => state.status === 'registered');
  const claiming = open.filter(({ state }) => state.status === 'registered' && state.claim !== null);
  return [claiming, open, employers].find((some) => some.length > 0) ?? [];
}

export function employersOf(entries: readonly DirectoryEntry<EmployerState>[]): Employers {
  const ids = new Set<Uuid>();
  for (const { id, state } of entries) if (state.status !== 'unknown') ids.add(id);
  const bySiren = grouped(entries, ({ state }) => (state.status === 'unknown' ? null : state.siren));

  function matching(name: string): readonly Uuid[] {
    const asId = name.toLowerCase();
    if (isUuid(asId) && ids.has(asId)) return [asId];
    const read = readSiren(name);
    if (isRefused(read) || read.number === null) return [];
    return best(bySiren.get(read.number) ?? []).map(({ id }) => id);
  }

  return {
    find: (name) => {
      const [found = null, ...others] = matching(name);
      return others.length === 0 ? found : null;
    },
    named: (name) => {
      const all = matching(name);
      const [found, ...others] = all;
      if (found === undefined) throw new RowRefused('EMPLOYER_NOT_FOUND_BY', { value: name });
      if (others.length > 0) throw new RowRefused('EMPLOYER_OF_SEVERAL', { value: name, ids: firstFew(all) });
      return found;
    },
  };
}
