import { readSiren, type EmployerState, type PersonState } from '@jalon/directory';
import {
  ERASED,
  isRefused,
  isSealed,
  isUuid,
  type CivilDate,
  type Opened,
  type Personal,
  type Uuid,
} from '@jalon/kernel';
import type { Sealer } from '@jalon/privacy';
import type { DirectoryEntry } from '../directory-entries.js';
import { RowRefused } from '../mapping/cell.js';
import { grouped } from '../one-row-each.js';

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
  const all = registered.flatMap(({ id, state }, index): readonly KnownPerson[] => {
    const { employer, site } = state;
    const [staffNumber, email] = [numbers[index], emails[index]];
    if (!staffNumber || !email || staffNumber === ERASED || email === ERASED) return [];
    const leftOn = state.status === 'left' ? state.leftOn : null;
    return [{ id, leftOn, employer, site, staffNumber: staffNumber.value, email: email.value }];
  });
  const byNumber = grouped(all, ({ staffNumber }) => staffNumber);
  const byEmail = grouped(all, ({ email }) => email && folded(email));
  return {
    all,
    byNumber: (number) => byNumber.get(number) ?? [],
    byEmail: (email) => byEmail.get(folded(email)) ?? [],
  };
}

/** An e-mail address as it is compared. */
export const folded = (email: string) => email.trim().toLowerCase();

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
  /** @throws RowRefused where no employer has that number */
  named(name: string): Uuid;
  /** Null where no employer has that number. */
  find(name: string): Uuid | null;
}

export function employersOf(entries: readonly DirectoryEntry<EmployerState>[]): Employers {
  const ids = new Set<Uuid>();
  const bySiren = new Map<string, Uuid>();
  for (const { id, state } of entries) {
    if (state.status === 'unknown') continue;
    ids.add(id);
    // One open employer at most has a number; a closed one may have had it.
    if (state.siren !== null && (state.status === 'registered' || !bySiren.has(state.siren))) {
      bySiren.set(state.siren, id);
    }
  }

  function find(name: string): Uuid | null {
    const asId = name.toLowerCase();
    if (isUuid(asId) && ids.has(asId)) return asId;
    const read = readSiren(name);
    return isRefused(read) || read.number === null ? null : (bySiren.get(read.number) ?? null);
  }

  return {
    find,
    named: (name) => {
      const found = find(name);
      if (found === null) throw new RowRefused('EMPLOYER_NOT_FOUND_BY', { value: name });
      return found;
    },
  };
}
