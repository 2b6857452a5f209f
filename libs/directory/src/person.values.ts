import {
  ERASED,
  equalityOf,
  equalityOfOptional,
  personal,
  personalOrNull,
  type Equality,
  type Opened,
  type Personal,
  type ValuesOf,
} from '@jalon/kernel';
import type { PersonEntry } from './person.commands.js';
import type { PersonRevised } from './person.events.js';
import type { PersonState, PersonValues } from './person.state.js';

const NEEDED_NAMES = ['givenName', 'familyName'] as const;
const OTHER_NAMES = ['email', 'staffNumber', 'entryDate', 'birthDate'] as const;
const PERSONAL_NAMES = [...NEEDED_NAMES, ...OTHER_NAMES];
type PersonalName = (typeof PERSONAL_NAMES)[number];
type EventValues = ValuesOf<(typeof PersonRevised)['fields']>;

/** The values of a command that are not personal, as the state keeps them: the last day stays where it is left out. */
export function plainValuesOf(command: PersonEntry, state: PersonState): Omit<PersonValues, PersonalName> {
  return {
    until: command.until ?? (state.status === 'unknown' ? null : state.until),
    employer: command.employer ?? null,
    manager: command.manager ?? null,
    department: command.department ?? null,
    site: command.site ?? null,
    organisation: command.organisation ?? null,
  };
}

/** The values of a command, as its event holds them: personal fields are marked to be sealed. */
export function valuesOf(command: PersonEntry, state: PersonState): EventValues {
  const { until, ...plain } = plainValuesOf(command, state);
  return {
    givenName: personal(command.givenName),
    familyName: personal(command.familyName),
    email: personalOrNull(command.email),
    staffNumber: personalOrNull(command.staffNumber),
    entryDate: personalOrNull(command.entryDate),
    birthDate: personalOrNull(command.birthDate),
    ...plain,
    ...(until !== null && { until }),
  };
}

/** The personal fields that an entry holds, to be opened for a decision that compares them. */
export function sealedValuesOf(
  _command: PersonEntry,
  state: PersonState,
): Readonly<Record<string, Personal<string> | null>> {
  if (state.status === 'unknown') return {};
  return Object.fromEntries(PERSONAL_NAMES.map((name) => [name, state[name]]));
}

/** Whether a command has the same personal fields as the entry; `erased` once the names no longer open. */
export function comparePersonal(
  command: PersonEntry,
  held: Pick<PersonValues, PersonalName>,
  opened: Readonly<Record<string, Opened<unknown>>>,
): Equality {
  const equalities = [
    ...NEEDED_NAMES.map((name) => equalityOf(command[name], held[name], opened[name])),
    ...OTHER_NAMES.map((name) => equalityOfOptional(command[name], held[name], opened[name])),
  ];
  if (equalities.includes(ERASED)) return ERASED;
  return equalities.includes('different') ? 'different' : 'same';
}
