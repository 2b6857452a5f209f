import {
  code,
  date,
  defineEvent,
  flag,
  nullable,
  optional,
  PERSON_KINDS,
  personalField,
  personalText,
  ReservationAbandoned,
  textCode,
  uuid,
  type EventOf,
} from '@jalon/kernel';
import { personMergerEvents } from './person-merger.events.js';
import { roleEvents } from './role.events.js';

const personFields = {
  givenName: personalText(100, 'stream', 'Given name.'),
  familyName: personalText(100, 'stream', 'Family name.'),
  email: nullable(personalText(254, 'stream', 'Where to write.')),
  staffNumber: nullable(personalText(60, 'stream', 'The employer’s number for them.')),
  entryDate: nullable(personalField(date('The day they joined the employer.'), 'stream')),
  birthDate: nullable(personalField(date('Date of birth: only ever read to find an age band.'), 'stream', 'pay')),
  employer: nullable(uuid('Who employs them; null for someone of an organisation.')),
  manager: nullable(uuid('Their manager (N+1), a registered person.')),
  department: nullable(textCode('The employer’s code of their department.')),
  site: nullable(textCode('The employer’s code of their site.')),
  organisation: nullable(uuid('The organisation they speak for, if any.')),
  until: optional(date('The last day on which they take part; absent for a participant, whose end is recorded.')),
};

export const PersonRegistered = defineEvent({
  type: 'PersonRegistered',
  version: 1,
  categories: ['person'],
  meaning: 'A human was entered in the tenant’s directory: one id for them, whatever their roles.',
  visibility: 'directory',
  fields: {
    ...personFields,
    kind: optional(code(PERSON_KINDS, 'What they are, for ever; absent for a participant.')),
  },
});

export const PersonRevised = defineEvent({
  type: 'PersonRevised',
  version: 1,
  categories: ['person'],
  meaning: 'The person’s entry was replaced by these values.',
  visibility: 'directory',
  fields: personFields,
});

export const PersonLeft = defineEvent({
  type: 'PersonLeft',
  version: 1,
  categories: ['person'],
  meaning: 'The person takes part in nothing new from this day.',
  visibility: 'directory',
  fields: { leftOn: date('The first day on which nothing new may name them.') },
});

export const PersonEmailSharingChosen = defineEvent({
  type: 'PersonEmailSharingChosen',
  version: 1,
  categories: ['person'],
  meaning:
    'The person chose whether those who see their missions are told their e-mail address. At first they are not.',
  visibility: 'directory',
  fields: { shared: flag('Whether they are told it.') },
});

export const PersonPrivateEmailGiven = defineEvent({
  type: 'PersonPrivateEmailGiven',
  version: 1,
  categories: ['person'],
  meaning: 'The person gave the private e-mail address by which they can log in once they have left.',
  visibility: 'operations',
  fields: { privateEmail: personalText(254, 'stream', 'Where login links go once they have left; no view holds it.') },
});

export const PersonPrivateEmailWithdrawn = defineEvent({
  type: 'PersonPrivateEmailWithdrawn',
  version: 1,
  categories: ['person'],
  meaning: 'The person withdrew their private e-mail address: nobody can log in by it.',
  visibility: 'operations',
  fields: {},
});

export const personEvents = [
  PersonRegistered,
  PersonRevised,
  PersonLeft,
  PersonEmailSharingChosen,
  PersonPrivateEmailGiven,
  PersonPrivateEmailWithdrawn,
  ...roleEvents,
  ...personMergerEvents,
  ReservationAbandoned,
] as const;
export type PersonEvent = EventOf<(typeof personEvents)[number]>;
