import { code, date, defineEvent, integer, list, nullable, object, personalText, uuid, PARTIES } from '@jalon/kernel';

const terms = object(
  {
    endsOn: date('The last day.'),
    plannedMinutes: integer('minutes', 1, 10_000_000, 'The time planned in all.'),
  },
  'What an amendment can change.',
);

export const AmendmentProposed = defineEvent({
  type: 'AmendmentProposed',
  version: 1,
  categories: ['mission'],
  meaning: 'The company proposed other terms; the other required parties answer.',
  visibility: 'mission',
  fields: {
    amendmentId: uuid('The amendment.'),
    employee: uuid('Whom the mission is for.'),
    terms,
    effectiveFrom: date('The day from which they would hold.'),
    requiredAcceptances: list(code(PARTIES, 'A party.'), 4, 'The parties whose acceptance is needed.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why.')),
  },
});

export const AmendmentAccepted = defineEvent({
  type: 'AmendmentAccepted',
  version: 1,
  categories: ['mission'],
  meaning: 'A required party accepted the amendment, for itself.',
  visibility: 'mission',
  fields: { amendmentId: uuid('The amendment.'), party: code(PARTIES, 'Which.') },
});

export const AmendmentDeclined = defineEvent({
  type: 'AmendmentDeclined',
  version: 1,
  categories: ['mission'],
  meaning: 'A required party declined the amendment: the terms stay as they were.',
  visibility: 'refusal',
  fields: {
    amendmentId: uuid('The amendment.'),
    party: code(PARTIES, 'Which.'),
    employee: uuid('Whom the mission is for.'),
    reason: nullable(personalText(2_000, 'data.employee', 'Why; never from an employee.')),
  },
});

export const MissionAmended = defineEvent({
  type: 'MissionAmended',
  version: 1,
  categories: ['mission'],
  meaning: 'Every required party has accepted the amendment.',
  visibility: 'mission',
  fields: {
    amendmentId: uuid('The amendment.'),
    before: terms,
    after: terms,
    effectiveFrom: date('The day from which the new terms hold.'),
  },
});
