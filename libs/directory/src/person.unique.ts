import {
  ERASED,
  normalisedEmail,
  type Opened,
  type UniqueRequest,
  type UniqueValue,
  type UniqueValues,
} from '@jalon/kernel';
import type { PersonEntry } from './person.commands.js';
import type { PersonState, PersonValues } from './person.state.js';
import { rejection } from './rejections.js';

/** By these values, two entries are one human. */
export const UNIQUE_OF_PERSON = ['staff-number', 'email'] as const;
export type UniqueOfPerson = (typeof UNIQUE_OF_PERSON)[number];

/** The spelling in which a value is compared: in small letters and in one form of Unicode; a staff number without spaces. */
export function normalisedOfPerson(kind: UniqueOfPerson, value: string): string {
  return kind === 'email' ? normalisedEmail(value) : value.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
}

/**
 * What only one person may have: a staff number at their employer, and the e-mail address of somebody with an employer in the
 * whole tenant. Those without an employer speak for organisations, which often have one mailbox for several people.
 */
function valuesOf<Value>({
  employer,
  staffNumber,
  email,
}: {
  readonly employer: string | null;
  readonly staffNumber: Value | null;
  readonly email: Value | null;
}): readonly UniqueValue<Value>[] {
  const values: UniqueValue<Value>[] = [];
  if (employer !== null && staffNumber !== null)
    values.push({ kind: 'staff-number', scope: employer, exclusive: true, value: staffNumber });
  if (email !== null) values.push({ kind: 'email', scope: '', exclusive: employer !== null, value: email });
  return values;
}

/** The values of a command that are to be reserved. */
export function uniqueOf(
  { employer = null, staffNumber = null, email = null }: PersonEntry,
  state: PersonState,
  opened: Readonly<Record<string, Opened<unknown>>>,
): readonly UniqueRequest[] {
  const held = state.status === 'registered' ? valuesOf(openedOf(state, opened)).map(normalised) : [];
  return valuesOf({ employer, staffNumber, email })
    .map(normalised)
    .map((value) => ({
      ...value,
      held: held.some(
        (each) =>
          each.kind === value.kind &&
          each.scope === value.scope &&
          each.value === value.value &&
          each.exclusive === value.exclusive,
      ),
    }));
}

const normalised = (value: UniqueValue<string>): UniqueValue<string> => ({
  ...value,
  value: normalisedOfPerson(value.kind as UniqueOfPerson, value.value),
});

function openedOf({ employer }: Pick<PersonValues, 'employer'>, opened: Readonly<Record<string, Opened<unknown>>>) {
  const textOf = (name: string): string | null => {
    const field = opened[name];
    return field === undefined || field === ERASED ? null : (field.value as string | null);
  };
  return { employer, staffNumber: textOf('staffNumber'), email: textOf('email') };
}

/** Somebody who has left has nothing any more: their number may be given to another, and they may come back. */
export const uniqueValues: UniqueValues<PersonState> = {
  heldBy: (state) => (state.status === 'registered' ? valuesOf(state) : []),
  normalised: (kind, value) => normalisedOfPerson(kind as UniqueOfPerson, value),
  taken: (kind, person) => rejection('PERSON_EXISTS', { person, field: kind === 'email' ? 'email' : 'staffNumber' }),
};
