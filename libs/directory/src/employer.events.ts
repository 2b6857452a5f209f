import {
  ClaimAbandoned,
  claimsGivenBack,
  claimsHeld,
  date,
  defineEvent,
  nullable,
  text,
  textCode,
  type EventOf,
} from '@jalon/kernel';

const employerFields = {
  name: text(200, 'The legal entity’s name.'),
  siren: nullable(textCode('Its SIREN number (nine digits); null for an entity that has none.')),
};

export const EmployerRegistered = defineEvent({
  type: 'EmployerRegistered',
  version: 1,
  categories: ['employer'],
  meaning: 'A legal entity of the tenant that lends its employees’ time was entered.',
  visibility: 'directory',
  fields: { ...employerFields, claims: claimsHeld },
});

export const EmployerRevised = defineEvent({
  type: 'EmployerRevised',
  version: 1,
  categories: ['employer'],
  meaning: 'The entity’s entry was replaced by these values.',
  visibility: 'directory',
  fields: { ...employerFields, claims: claimsHeld },
});

export const EmployerClosed = defineEvent({
  type: 'EmployerClosed',
  version: 1,
  categories: ['employer'],
  meaning: 'The entity takes part in nothing new from this day.',
  visibility: 'directory',
  fields: { closedOn: date('The first day on which nothing new may name it.') },
});

export const EmployerNumberFreed = defineEvent({
  type: 'EmployerNumberFreed',
  version: 1,
  categories: ['employer'],
  meaning:
    'The entity no longer claims the SIREN number that it had: another entry may have it. A closed entity still shows it.',
  visibility: 'operations',
  fields: { claims: claimsGivenBack },
});

export const employerEvents = [
  EmployerRegistered,
  EmployerRevised,
  EmployerClosed,
  EmployerNumberFreed,
  ClaimAbandoned,
] as const;
export type EmployerEvent = EventOf<(typeof employerEvents)[number]>;
