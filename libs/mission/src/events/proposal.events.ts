import {
  claimsHeld,
  code,
  date,
  defineEvent,
  integer,
  list,
  nullable,
  object,
  personalText,
  text,
  textCode,
  uuid,
  zone,
  BASES,
  CAUSES,
  PARTIES,
  type ValuesOf,
} from '@jalon/kernel';

export const MissionProposed = defineEvent({
  type: 'MissionProposed',
  version: 1,
  categories: ['mission'],
  meaning: 'One party proposed that an employee give time to an organisation. Proposing is that party’s acceptance.',
  visibility: 'mission',
  fields: {
    employee: uuid('Who would give their time.'),
    employer: uuid('The legal entity that employs them.'),
    organisation: uuid('Who would receive it.'),
    need: nullable(uuid('The need it answers, if any.')),
    manager: nullable(uuid('The manager whose acceptance is asked for, if any.')),
    basis: code(BASES, 'Who directs the work.'),
    title: text(200, 'What the mission is, as published: it names nobody.'),
    cause: nullable(code(CAUSES, 'What it serves.')),
    sdg: nullable(integer('SDG number', 1, 17, 'The UN sustainable development goal.')),
    startsOn: date('The first day.'),
    endsOn: date('The last day.'),
    plannedMinutes: integer('minutes', 1, 10_000_000, 'The time planned in all.'),
    zone: zone('The zone of the mission’s days, weeks and months.'),
    proposedBy: code(PARTIES, 'The party that proposed.'),
    requiredAcceptances: list(code(PARTIES, 'A party.'), 4, 'The parties whose acceptance is still needed.'),
    evaluators: list(code(PARTIES, 'A party.'), 4, 'The parties asked to evaluate it at its end.'),
  },
});

export const MissionAccepted = defineEvent({
  type: 'MissionAccepted',
  version: 1,
  categories: ['mission'],
  meaning: 'A required party accepted, for itself.',
  visibility: 'mission',
  fields: { party: code(PARTIES, 'Which.'), claims: claimsHeld },
});

export const attributionFields = {
  employer: uuid('The legal entity whose time it is.'),
  employee: uuid('Whose time it is.'),
  organisation: uuid('Who receives it.'),
  need: nullable(uuid('The need it answers.')),
  basis: code(BASES, 'Who directs the work.'),
  cause: nullable(code(CAUSES, 'What it serves.')),
  sdg: nullable(integer('SDG number', 1, 17, 'The UN sustainable development goal.')),
  department: nullable(textCode('The employee’s department.')),
  site: nullable(textCode('The employee’s site.')),
  ageBand: nullable(textCode('The employee’s age band on the day of confirmation.')),
  programme: nullable(textCode('The programme and version it was held to.')),
};
export type Attribution = ValuesOf<typeof attributionFields>;

export const MissionConfirmed = defineEvent({
  type: 'MissionConfirmed',
  version: 1,
  categories: ['mission'],
  meaning: 'Every required party has accepted. From here on, every report attributes the mission by these codes.',
  visibility: 'mission',
  fields: { attribution: object(attributionFields, 'The codes that every report uses; null when unknown.') },
});

export const MissionDeclined = defineEvent({
  type: 'MissionDeclined',
  version: 1,
  categories: ['mission'],
  meaning: 'A required party said no. An employee gives no reason, and it may not be held against them.',
  visibility: 'refusal',
  fields: {
    party: code(PARTIES, 'Which.'),
    employee: uuid('Whom the mission was for.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why; never from an employee.')),
  },
});

export const MissionWithdrawn = defineEvent({
  type: 'MissionWithdrawn',
  version: 1,
  categories: ['mission'],
  meaning: 'The proposer took the proposal back.',
  visibility: 'mission',
  fields: {
    employee: uuid('Whom the mission was for.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why.')),
  },
});

export const CANCELLATION_REASONS = [
  'employee-unavailable',
  'organisation-unavailable',
  'company-decision',
  'no-agreement',
  'need-gone',
  'other',
] as const;
